"""Whether a letter says that something comes with it: sentence by sentence, by a verb of sending and a name of papers.

Not every sending is one: what was sent before or comes later, what others are asked to send, the paper of another paper
(`l'allegato regolamento`), a warning at the end of a mail. The words stand in `parsers/italian/lexicon/announced.toml`.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from parsers.italian.text import fold, sentences


def announced(text: str) -> str:
    """The words by which a letter announces what is attached to it, "" if it does not."""
    for line in text.split("\n"):
        for sentence in sentences(line):
            if words := _announced(fold(sentence)):
                return words
    return ""


def _announced(sentence: str) -> str:
    """The same of one folded sentence."""
    if _search("denied", sentence):
        return ""
    if (sent := _search("sends", sentence)) and not _search("itself", sentence):
        return sent[0]
    if _search("later", sentence):
        return ""
    if (given := _search("gives", sentence)) and _search("papers", sentence[given.end() :]):
        return given[0]
    attached = _search("attached", sentence)
    return attached[0] if attached and not _search("theirs", sentence) else ""


def _search(kind: str, sentence: str) -> re.Match[str] | None:
    return _patterns()[kind].search(sentence)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The words of each kind, as one pattern."""
    text = files("parsers.italian").joinpath("lexicon/announced.toml").read_text(encoding="utf-8")
    kinds: dict[str, list[str]] = tomllib.loads(text)
    papers = "|".join(kinds["papers"])
    whole = {kind: "|".join(entries).replace("{papers}", papers) for kind, entries in kinds.items()}
    return {kind: re.compile(rf"\b(?:{told})" if kind == "papers" else told) for kind, told in whole.items()}
