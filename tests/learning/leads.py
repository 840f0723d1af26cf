"""Teaches where the own text of a practice begins and ends inside its first and last line
(`parsers/practices/leads.py`).
"""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite

from parsers.italian.text import words
from parsers.lines.units import sentence_spans
from parsers.model import Block
from parsers.practices.leads import MOST_TOKENS, Part, Token, features, tokens_of
from tests.learning.corpus import Document
from tests.learning.spelled import spelled

SETTINGS = {"c1": 0.2, "c2": 0.1, "max_iterations": 60, "feature.minfreq": 2, "feature.possible_transitions": True}
#: From how far a token is seen, and how far its beginning.
_FAR, _NEAR = (-3, -2, -1, 1, 2, 3), (-2, -1, 1, 2)
SEEN = {"w": _FAR, "s": _FAR, "p": _NEAR}
_CHOICE = re.compile(r"(?<!\\)\(((?:\\.|[^()\\])*)\)")
_BAR = re.compile(r"(?<!\\)\|")
#: A lead-in that any text may follow ends in a mark or in one of these words.
_STANDS_ALONE = re.compile(r"(?:[^\w\s]|\b(?:che|dove|inoltre|infine|ultimo|luogo|poi))\s*$")
#: So many letters say where a text begins or ends.
_LETTERS = 16
#: A line of so many characters is more than a name.
_LONG = 40
#: How often each written lead-in, and each one that was found, is set before other texts.
OWN, OTHERS = 10, 3


@dataclass(frozen=True, slots=True)
class Example:
    """A line of a block, and the span of the practice's own text in it."""

    text: str
    block: Block
    start: int
    end: int


def teach(documents: Sequence[Document], passages: Sequence[dict[str, Any]], lead_file: Path, tail_file: Path) -> None:
    """Writes both models. The passages show how practices begin that nothing leads to."""
    firsts, lasts = examples(documents)
    firsts += beginnings(passages)
    train([*firsts, *led(firsts)], lead_file, "lead")
    train([*lasts, *inner_lines(documents), *followed(lasts)], tail_file, "tail")


def beginnings(passages: Sequence[dict[str, Any]]) -> list[Example]:
    """The first sentences of labelled passages."""
    told = [passage["text"].split("\n")[0] for passage in passages if passage["genre"] == "practice"]
    ends = [(text, sentence_spans(text)[0][1]) for text in told]
    return [Example(text[:end], Block(0, text), 0, end) for text, end in ends if end > _LONG]


def inner_lines(documents: Iterable[Document]) -> Iterator[Example]:
    """The lines of practices before the last one: nothing stands behind them that is not text."""
    for document in documents:
        for n, practice in enumerate(document.practices[:-1]):
            if practice >= 0 and document.practices[n + 1] == practice:
                line = document.lines[n]
                yield Example(line.text, line.block, 0, len(line.text))


def examples(documents: Iterable[Document]) -> tuple[list[Example], list[Example]]:
    """The first and the last lines of all practices."""
    firsts, lasts = [], []
    for document in documents:
        for number, gold in enumerate(document.golds):
            told = [n for n, practice in enumerate(document.practices) if practice == number]
            if not told:
                continue
            letters = _letters(gold.text)
            first, last = document.lines[told[0]], document.lines[told[-1]]
            if (start := _start(first.text, letters)) is not None:
                firsts.append(Example(first.text, first.block, start, len(first.text)))
            if (end := _end(last.text, letters)) is not None:
                lasts.append(Example(last.text, last.block, 0, end))
    return firsts, lasts


def labelled(example: Example, side: str) -> tuple[list[list[str]], list[str]]:
    """The features and the labels of an example."""
    tokens = tokens_of(example.text)
    tokens = tokens[:MOST_TOKENS] if side == "lead" else tokens[-MOST_TOKENS:]
    labels = [Part.TEXT.value if example.start <= token.start < example.end else Part.AROUND.value for token in tokens]
    step = 1 if side == "lead" else -1
    return spelled(features(tokens[::step], example.block), SEEN), labels[::step]


def led(examples: Sequence[Example]) -> Iterator[Example]:
    """Beginnings with other lead-ins before them."""
    chance = random.Random(12)
    bare = [one for one in examples if len(one.text) - one.start > _LONG]
    # Half a sentence leads to its own other half only.
    found = [lead for one in examples if one.start > 0 and _STANDS_ALONE.search(lead := one.text[: one.start])]
    told = [*found * OTHERS, *written("leads.txt", OWN, chance)]
    for lead in told:
        one = chance.choice(bare)
        text, lead = one.text[one.start :], lead if lead[-1:] in " ;" or lead.endswith('"') else f"{lead} "
        goes_on = lead.rstrip()[-1:].isalpha() or lead.rstrip()[-1:] in ",;'’\""
        text = text[:1].lower() + text[1:] if goes_on or chance.random() < 0.5 else text[:1].upper() + text[1:]
        yield Example(lead + text, one.block, len(lead), len(lead) + len(text))


def followed(examples: Sequence[Example]) -> Iterator[Example]:
    """Endings with something behind them."""
    chance = random.Random(13)
    bare = [one for one in examples if one.end > _LONG and not _letters(one.text[one.end :])]
    found = [one.text[one.end :] for one in examples if _letters(one.text[one.end :])]
    for tail in (*found * OTHERS, *written("tails.txt", OWN, chance)):
        one = chance.choice(bare)
        text = one.text[: one.end].rstrip()
        if tail[:1] in ';"':
            text = text.rstrip(".")
        yield Example(text + (tail if tail[:1] in ' ;"' else f" {tail}"), one.block, 0, len(text))


def written(name: str, times: int, chance: random.Random) -> Iterator[str]:
    """The lines of a file of alternatives, each drawn so many times."""
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        for _ in range(times):
            yield drawn(line, chance)


def drawn(line: str, chance: random.Random) -> str:
    """One of the texts that a line with alternatives stands for."""
    while match := _CHOICE.search(line):
        line = line[: match.start()] + chance.choice(_BAR.split(match[1])) + line[match.end() :]
    return re.sub(r" +", " ", re.sub(r"\\(.)", r"\1", line)).strip()


def train(examples: Iterable[Example], file: Path, side: str) -> None:
    """Writes one model; `side` is lead or tail."""
    trainer = pycrfsuite.Trainer(verbose=False)
    # The same mail in another format teaches nothing new.
    for example in {(one.text, one.block.kind, one.start, one.end): one for one in examples}.values():
        trainer.append(*labelled(example, side))
    trainer.set_params(SETTINGS)
    trainer.train(str(file))


def _start(text: str, letters: str) -> int | None:
    """Where a practice of these letters begins in its first line."""
    own = _letters(text)
    at = own.find(letters[:_LETTERS])
    if at < 0:
        at = next((n for n in range(len(own) - 9) if letters.startswith(own[n:])), -1)
    return None if at < 0 else _token_of(text, at).start


def _end(text: str, letters: str) -> int | None:
    """Where it ends in its last line, the mark at its end included."""
    own = _letters(text)
    at = own.rfind(letters[-_LETTERS:])
    stop = at + _LETTERS if at >= 0 else next((n for n in range(len(own), 9, -1) if letters.endswith(own[:n])), -1)
    if stop < 0:
        return None
    last = _token_of(text, stop - 1)
    behind = [token for token in tokens_of(text) if token.start >= last.end]
    if not any(_letters(token.text) for token in behind):
        return len(text)
    return behind[0].end if behind and behind[0].text in ".!?»)" else last.end


def _token_of(text: str, letter: int) -> Token:
    """The word that holds the letter at a place, counted from 0."""
    seen = 0
    tokens = tokens_of(text)
    for token in tokens:
        seen += len(_letters(token.text))
        if seen > letter:
            return token
    return tokens[-1]


def _letters(text: str) -> str:
    return "".join(words(text))
