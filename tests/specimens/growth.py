"""Texts that make patterns work: pieces of what a pattern looks for, over and over, never to the end."""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from re import _constants as tokens  # type: ignore[attr-defined]  # the standard library's own parser of patterns
from re import _parser as parser  # type: ignore[attr-defined]

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("config", "ingest", "parsers", "store", "jobs")
#: Pieces that many patterns look for.
COMMON = ("a", " ", "\n", "1", "<", "(", "[", "-", ".", "=", "a ", "1.", "<a", "x\n", "A", "\t", "_", "à")
#: A pattern's alternatives that are tried as pieces, and the length of a piece.
_ALTERNATIVES, _LONGEST = 4, 60


def named_patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """All compiled patterns of the code base that stand in a module, by module and name."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if file.name == "__main__.py" or "migrations" in file.parts:
                continue
            import_module(name)
            for label, value in vars(sys.modules[name]).items():
                for place, pattern in _within(value):
                    if id(pattern) not in {id(known) for known in found.values()}:
                        found[f"{name}.{label}{place}"] = pattern
    return found


def _within(value: object) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    if isinstance(value, re.Pattern):
        yield "", value
    elif isinstance(value, dict | tuple | list | frozenset | set):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for number, (key, entry) in enumerate(inner):
            for part in (key, entry):
                yield from ((f"[{number}]{place}", pattern) for place, pattern in _within(part))


def pieces_of(pattern: re.Pattern[str] | re.Pattern[bytes]) -> list[str]:
    """Pieces to repeat: the common ones, an example of what the pattern finds, and the beginnings of it."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    found = dict.fromkeys(COMMON)
    for choice in range(_ALTERNATIVES):
        steps = list(_examples(parser.parse(source, flags & ~re.DEBUG), choice))
        for end in range(1, len(steps) + 1):
            found.setdefault("".join(steps[:end])[-_LONGEST:])
            found.setdefault("".join(steps[:end])[:_LONGEST])
    return [piece for piece in found if piece]


def _examples(parsed: object, choice: int) -> Iterator[str]:
    """A text that is found, element by element; `choice` picks among alternatives."""
    for operator, argument in parsed:  # type: ignore[attr-defined]
        if operator is tokens.LITERAL:
            yield chr(argument)
        elif operator in {tokens.NOT_LITERAL, tokens.ANY}:
            yield "a"
        elif operator is tokens.IN:
            yield _member(argument, choice)
        elif operator is tokens.BRANCH:
            yield "".join(_examples(argument[1][choice % len(argument[1])], choice))
        elif operator is tokens.SUBPATTERN:
            yield "".join(_examples(argument[-1], choice))
        elif operator in {tokens.MAX_REPEAT, tokens.MIN_REPEAT, tokens.POSSESSIVE_REPEAT}:
            least, most, inner = argument
            yield "".join(_examples(inner, choice)) * max(int(least), min(int(most), choice % 2 + 1))
        elif operator is tokens.ATOMIC_GROUP:
            yield "".join(_examples(argument, choice))


def _member(members: object, choice: int) -> str:
    kinds = {
        tokens.CATEGORY_DIGIT: "1",
        tokens.CATEGORY_SPACE: " ",
        tokens.CATEGORY_WORD: "a",
        tokens.CATEGORY_NOT_SPACE: "a",
    }
    found: list[str] = []
    for operator, argument in members:  # type: ignore[attr-defined]
        if operator is tokens.NEGATE:
            return "a"
        if operator is tokens.LITERAL:
            found.append(chr(argument))
        elif operator is tokens.RANGE:
            found.append(chr(argument[0]))
        elif operator is tokens.CATEGORY:
            found.append(kinds.get(argument, "a"))
    return found[choice % len(found)] if found else "a"
