"""Other readers on the attachments of the bench. They live in an environment of their own (`requirements/peers.txt`):
what they need is none of ours, and may be of other versions.

This file is run by two interpreters: `compare` by ours, `main` by that of the peers, which knows nothing of this
project.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

#: Where `make bench` puts the peers.
PEERS = Path(__file__).parents[2] / ".venv-peers" / "bin" / "python"


def compare(rounds: int) -> dict[str, float]:
    """Our time on the Word file and the PDF as shares of Kreuzberg's, and a table of all. CPU time, of all threads."""
    from tests.bench.mails import files
    from tests.bench.walk import LIMITS

    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / filename for filename in files()]
        for path, content in zip(paths, files().values(), strict=True):
            path.write_bytes(content)
        command = [str(PEERS), "-I", __file__, str(rounds), *map(str, paths)]
        spent = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        spent["ours"] = {path.suffix: _median(lambda path=path: _ours(path, LIMITS), rounds) for path in paths}
    print(f"\n{'CPU time by reader':22} {'docx ms':>8} {'pdf ms':>8}")
    for reader, found in sorted(spent.items()):
        print(f"{reader:22} {found['.docx']:8.2f} {found['.pdf']:8.2f}")
    return {kind: spent["ours"][f".{kind}"] / spent["Kreuzberg"][f".{kind}"] for kind in ("docx", "pdf")}


def _ours(path: Path, limits: Any) -> str:
    from parsers.identify import identify
    from parsers.readers import reader_for

    content = path.read_bytes()
    reader = reader_for(identify(content))
    assert reader is not None
    return reader(content, limits).text


def _median(action: Callable[[], object], rounds: int) -> float:
    """Milliseconds of CPU of the median call; the first call, which loads what is needed, does not count."""
    action()
    times = []
    for _ in range(rounds):
        began = time.process_time()
        action()
        times.append(1000 * (time.process_time() - began))
    return sorted(times)[len(times) // 2]


def main(rounds: int, names: Sequence[str]) -> None:
    """Prints what the peers took, as JSON."""
    from kreuzberg import extract_file_sync  # type: ignore[import-not-found]
    from markitdown import MarkItDown  # type: ignore[import-not-found]

    other = MarkItDown(enable_plugins=False)
    readers = {"Kreuzberg": extract_file_sync, "markitdown": other.convert}
    spent = {
        reader: {Path(name).suffix: _median(lambda read=read, name=name: read(name), rounds) for name in names}
        for reader, read in readers.items()
    }
    print(json.dumps(spent))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
