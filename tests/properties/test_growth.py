"""Patterns take time in proportion to their text: pieces of what each looks for, twice and four times as many, cost no
more than that.
"""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from types import FrameType

import pytest

from tests.specimens.growth import PACKAGES, ROOT, named_patterns, pieces_of

#: Characters of the smallest and the largest text. Work below `_AT_ONCE` CPU seconds at the largest is no harm, however
#: it grew.
_FIRST, _LAST = 512, 16 * 1024
_AT_ONCE, _GIVEN_UP = 0.1, 1.0
#: Twice the text may cost so many times as much: 2 is the rule, 4 would be its square, and machines are restless.
_PER_DOUBLING = 3.0
#: Patterns that grow faster and only ever see a short text: how long it is at most, and what bounds it.
_BOUNDED: dict[str, tuple[int, str]] = {
    "ingest.transfer._HOLDS_ENCODED": (4096, "only the beginning of a part is looked at"),
    "parsers.official.references._REFERS_LATE": (90, "only the first words of a text are looked at"),
    "parsers.lines.boilerplate._CONTACT": (140, "longer lines are no contacts: the bound stands beside the pattern"),
}

PATTERNS = named_patterns()
SOURCE = "\n".join(file.read_text("utf-8") for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))


class _TooLongError(BaseException):
    """The work was given up."""


@contextmanager
def bounded() -> Iterator[None]:
    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, _GIVEN_UP)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def only_matches(name: str) -> bool:
    """Whether a pattern is only ever tried at the beginning of a text."""
    module, _, place = name.rpartition(".")
    label = re.sub(r"\[.*", "", place)
    where = (ROOT / module.replace(".", "/")).with_suffix(".py")
    used_in = where.read_text("utf-8") if label.startswith("_") and where.exists() else SOURCE
    uses = set(re.findall(rf"\b{re.escape(label)}\.(\w+)\b", used_in))
    return bool(uses) and uses <= {"match", "fullmatch"}


def cost(pattern: re.Pattern[str] | re.Pattern[bytes], piece: str, length: int, *, anchored: bool) -> float:
    """CPU seconds for a text of so many characters; endless where it was given up."""
    text = (piece * (length // len(piece) + 1))[:length]
    shown = text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text
    began = process_time()
    try:
        with bounded():
            if anchored:
                pattern.match(shown)  # type: ignore[arg-type]  # of the pattern's own kind
                pattern.fullmatch(shown)  # type: ignore[arg-type]  # as above
            else:
                for _ in pattern.finditer(shown):  # type: ignore[arg-type]  # as above
                    pass
    except _TooLongError:
        return float("inf")
    return process_time() - began


def grows(pattern: re.Pattern[str] | re.Pattern[bytes], piece: str, longest: int, *, anchored: bool) -> bool:
    """Whether work on a piece grows faster than its text, and to something that is felt."""
    if (felt := cost(pattern, piece, min(_FIRST, longest), anchored=anchored)) == float("inf"):
        return True
    if (felt := cost(pattern, piece, longest, anchored=anchored)) < _AT_ONCE:
        return False
    half, quarter = (cost(pattern, piece, longest // share, anchored=anchored) for share in (2, 4))
    return felt > _PER_DOUBLING**2 * quarter or (felt == float("inf") and half > _AT_ONCE)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_time_in_proportion_to_its_text(name: str) -> None:
    pattern, anchored = PATTERNS[name], only_matches(name)
    longest = _BOUNDED.get(name, (_LAST, ""))[0]
    assert [piece for piece in pieces_of(pattern) if grows(pattern, piece, longest, anchored=anchored)] == []


@pytest.mark.parametrize(
    ("source", "text"), [(r"<[^>]*>", "<"), (r"(?:a+)+b", "a"), (r"\s+x", " "), (r"(?:\n[ ]+.*)*;", "\n  ")]
)
def test_a_pattern_that_grows_is_noticed(source: str, text: str) -> None:
    pattern = re.compile(source)
    assert text.strip("\n") in "".join(pieces_of(pattern))
    assert grows(pattern, text, _LAST, anchored=False)
    assert not grows(re.compile(r"<[^<>]*>"), "<", _LAST, anchored=False)


def test_patterns_in_tables_are_found_too() -> None:
    assert len(PATTERNS) > 300
    assert any("[" in name for name in PATTERNS)
    assert set(_BOUNDED) <= set(PATTERNS)
