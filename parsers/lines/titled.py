"""Lines that a word or two of an official title lead: `Reti: …`, `Augusta, vulnerabili: …`, `- accesso ai servizi - …`.

Such words label chapters too: they name campi where several lines begin so and speak of the campi that they name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.italian.places import comuni
from parsers.italian.text import fold, words
from parsers.lines.labels import bare_label, is_known
from parsers.lines.topics import likelier
from parsers.model import Block
from parsers.official.headings import Heading
from parsers.official.titles import PLAUSIBLE, TitleMatch, match_title, subject_of

_LED = re.compile(r"\s*(?:[-–—•*·▪] ?|\(?(?:\d{1,2}|[a-h]) ?[.)] ?)?(?P<label>[^:.;]{3,80}?)(?::| [–—-]) +(?=\w)")
#: `Per le categorie vulnerabili: …`, `In tema di lingua: …`.
_FOR = re.compile(r"(?:per|quanto a|in tema di|in materia di)\b ?(?:(?:il|lo|la|i|gli|le)\b|l['’])? ?", re.IGNORECASE)
#: Such a label has at most so many words, what it leads at least.
_LABEL_WORDS, _LEAST_LED = 8, 4
#: How many times likelier than by chance the texts must speak of the campi that their labels name.
_LIKELIER = 8.0


@dataclass(frozen=True, slots=True)
class _Item:
    place: int
    title: TitleMatch
    own: str


def titled_campi(blocks: Sequence[Block], known: Mapping[int, Heading | None]) -> Mapping[int, Heading]:
    """The headings of lines that words of official titles lead, by place, {} where they may label something else;
    `known` are the headings that say of themselves what they are, None for blocks of the form.
    """
    items = [item for place, block in enumerate(blocks) if place not in known for item in _items(place, block)]
    campi = [item.title.campo for item in items]
    titled = {heading.title.campo for heading in known.values() if heading is not None and heading.title is not None}
    if len(titled.union(campi)) < 2 or not items or likelier([words(item.own) for item in items], campi) < _LIKELIER:
        return {}
    return {item.place: Heading(blocks[item.place].text, "", (), item.title, item.own) for item in items}


def _items(place: int, block: Block) -> Iterator[_Item]:
    match = _LED.match(block.text) if block.cell is None else None
    if match is None or len(words(match["label"])) > _LABEL_WORDS or is_known(bare_label(match["label"])):
        return
    label = match["label"].strip()
    before, comma, behind = label.partition(",")
    if comma and fold(before) in comuni():
        label = behind.strip()
    label = _FOR.sub("", label)
    title = subject_of(label) or match_title(label)
    own = block.text[match.end() :].strip()
    if title is None or title.score < PLAUSIBLE or title.length < len(label) - 1:
        return
    if len(words(own)) >= _LEAST_LED:
        yield _Item(place, title, own)
