"""The word list of bodies (`italian/lexicon/bodies.toml`), as a tree of words to be matched against tokens."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import Levenshtein

from parsers.bodies.tokens import Token, tokens

#: A misread letter is forgiven in a first word of at least so many.
_LONG_WORD = 8
_UNION = "sindacato"
_SKIPPED = frozenset("-–—,")
_PLURAL_ARTICLES = frozenset({"le", "delle", "alle", "dalle", "i", "dei"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of body and one name it goes by; the fields are those of the word list. `use` says what a form is: the
    name itself, the word before several names, who speaks for it, or a legal form behind a name.
    """

    kind: str
    name: str
    use: str = "name"
    place: bool = False
    alone: bool = False
    part: bool = False
    same: bool = False
    tail: bool = False


@dataclass(slots=True)
class _Node:
    entry: Entry | None = None
    several: Entry | None = None
    then: dict[str, "_Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of the word list."""

    starts: _Node
    suffixes: _Node
    kinds: tuple[str, ...]
    endings: tuple[str, ...]
    stops: frozenset[str]
    small_stops: frozenset[str]
    branches: frozenset[str]
    officers: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The word list, read once."""
    source = tomllib.loads(files("parsers.italian").joinpath("lexicon/bodies.toml").read_text(encoding="utf-8"))
    starts, suffixes = _Node(), _Node()
    for row in source["body"]:
        for use, forms in (
            ("name", row.get("written", [row["name"]])),
            ("several", row.get("plural", ())),
            ("role", row.get("roles", ())),
        ):
            _add(starts, forms, _entry(row, use))
    _add(starts, source["groups"], Entry("altro", "", "several"))
    for row in source["suffix"]:
        _add(suffixes, row["written"], Entry(row["kind"], "", "suffix"))
    return Lexicon(
        starts,
        suffixes,
        tuple(source["kinds"]),
        tuple(source["endings"]),
        *(frozenset(source[words]) for words in ("stops", "small_stops", "branches", "officers")),
    )


def _entry(row: dict[str, Any], use: str) -> Entry:
    flags = {flag: bool(row.get(flag)) for flag in ("place", "alone", "part", "same", "tail")}
    return Entry(row["kind"], row["name"], use, **flags)


def _add(root: _Node, forms: Iterable[str], entry: Entry) -> None:
    for form in forms:
        node = root
        for token in tokens(form):
            node = node.then.setdefault(token.key, _Node())
        # `Diocesi` is one and several: the article in front of it tells which.
        if node.entry is None or (node.entry.use == "several" and entry.use != "several"):
            node.entry = entry
        node.several = node.several or (entry if entry.use == "several" else None)


def match_start(run: Sequence[Token], at: int) -> tuple[Entry, int] | None:
    """The longest form of the list that begins at a token, and where it ends."""
    return _match(lexicon().starts, run, at) or _compound(run, at)


def _compound(run: Sequence[Token], at: int) -> tuple[Entry, int] | None:
    """`FLAI-CGIL`: two names of one word that need nothing behind them, with a hyphen; of a union the last is enough
    (`Femca-Cisl`).
    """
    parts = run[at].key.split("-")
    entries = [_alone(part) for part in parts]
    last = entries[-1]
    if len(parts) < 2 or last is None or not (all(entries) or last.kind == _UNION):
        return None
    return replace(last, same=False), at + 1


def _alone(word: str) -> Entry | None:
    """The entry of a word that needs nothing behind it."""
    node = lexicon().starts.then.get(word)
    return node.entry if node is not None and node.entry is not None and node.entry.alone else None


def match_suffix(run: Sequence[Token], at: int) -> tuple[Entry, int] | None:
    """A legal form that begins at a token, and where it ends."""
    return _match(lexicon().suffixes, run, at)


def _match(root: _Node, run: Sequence[Token], at: int) -> tuple[Entry, int] | None:
    node, best, position = root, None, at
    while position < len(run):
        key = run[position].key
        following = node.then.get(key) or (
            node.then.get(_meant(key)) if position == at and root is lexicon().starts else None
        )
        if following is None:
            if position > at and key in _SKIPPED and position + 1 < len(run) and run[position + 1].key in node.then:
                position += 1
                continue
            break
        node, position = following, position + 1
        if node.entry is not None:
            plural = at > 0 and run[at - 1].key in _PLURAL_ARTICLES
            best = (node.several if plural and node.several else node.entry, position)
    return best


@lru_cache(maxsize=20_000)
def _meant(key: str) -> str:
    """The first word of a form that a misread word stands for, the word itself if none."""
    if len(key) < _LONG_WORD or key in lexicon().stops:
        return key
    near = [
        word
        for word in lexicon().starts.then
        if word[0] == key[0] and Levenshtein.distance(word, key, score_cutoff=1) <= 1
    ]
    return near[0] if len(near) == 1 else key
