"""What a tool is given reaches it whole, however late it begins to read."""

import sys

import pytest

from config import children

#: More than a pipe holds.
CONTENT = b"ab" * 500_000
LATE = "import sys, time; time.sleep(0.5); print(len(sys.stdin.buffer.read()))"


@pytest.mark.parametrize("content", [CONTENT, b""])
def test_a_tool_that_reads_after_the_first_look_gets_all(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_LOOK", 0.05)
    ended = children.run(
        [sys.executable, "-c", LATE], environment={"PATH": "/usr/bin:/bin"}, given=content, asleep_seconds=60
    )
    assert ended.code == 0
    assert int(ended.output) == len(content)
