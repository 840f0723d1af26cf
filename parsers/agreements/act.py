"""Agreements: is a document one, and what does it say of itself. Parties are in `parties`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.vocabulary import ProtocolloKind
from parsers.agreements import traits
from parsers.agreements.dates import Signing, find_signing
from parsers.agreements.head import Head, find_head
from parsers.agreements.parties import find_parties
from parsers.agreements.sheet import Line, lines, running_lines
from parsers.agreements.title import PLAIN, Title, find_title
from parsers.italian.places import is_place
from parsers.italian.text import words
from parsers.italian.word_lists import one_of
from parsers.lines.boilerplate import line_rule
from parsers.model import Block, Evidence

#: From this probability on a text is an agreement: chosen on writers that the model had not seen, so that none of the
#: texts that only speak of one is taken for one.
SURE = 0.6
#: Below this a text whose campo is declared is a scheda that tells of an agreement. Of six such schede written for this
#: none had more than 0.65, of three agreements with the number of a campo over them none less than 0.99.
BEYOND_DOUBT = 0.9
#: What calls itself an agreement in a title of its own may read less like one, what stands under the name of another
#: document has to read more like one. Measured with each writer set aside: 5 of 419 acts more are found by the first
#: and none of 340 others; one of the others less by the second.
SURE_TITLED, SURE_UNDER_ANOTHER = 0.3, 0.85
#: An agreement is made by two: what fewer sign has to read more like one. Of 522 acts seven have fewer, three of them
#: the joining of one; of the 18 others that read like acts four have fewer: rules of houses, an article, a glossary.
SURE_ALONE = 0.99
#: From here on a person is told that a document may be one: whose head names one plainly, whose head mentions one, and
#: one that is written for a paper, calls itself something else or names an older act in a recital. See decision 27.
POSSIBLE, POSSIBLE_MENTIONED, POSSIBLE_IN_PASSING = 0.12, 0.2, 0.5
#: Below this strength a head only mentions an agreement.
_MENTIONED = 4
#: A short line that hands something to somebody; over an agreement and beside a subject it makes a letter.
_TO = re.compile(
    r"(?:Al|Allo|Alla|All['’]|Ai|Agli|Alle|AL|ALLA|ALL['’]|AI|AGLI|ALLE) ?[A-ZÀ-Ù][^.;:]{2,30}[^;:]{0,80}$"
)
#: What the writer of a template asks for, and how many of these make one.
_TO_WRITE = re.compile(
    r"[\[(<{] ?(?:indicare|descrivere|inserire|specificare|riportare|elencare|precisare|compilare|norme|"
    r"altri soggetti|eventuale)\b"
)
_TEMPLATE = 3
#: A resolution, as it calls itself and as it decides.
_RESOLUTION = re.compile(rf"{one_of('agreeing', 'copy_of')}*{one_of('agreeing', 'resolution')}\b")
_DECIDES = re.compile(r"\b(?:delibera|determina|decreta)(?: di\b|\W*$)")
#: How many characters of a long text are looked at: an agreement shows itself long before.
_LOOKED_AT = 60_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement found in a document. `signed_on` is None for drafts and undated texts, `place` "" if the date has
    none beside it.

    `subject` is what its title says that it is about ("" where that is in doubt), `likeness` how probably it is one;
    `begins` is its first block, `doubts` are the facts (`kind`, `date`, `title`) that a person should look at.
    """

    kind: ProtocolloKind
    title: str
    signed_on: date | None
    title_block: int
    evidence: tuple[Evidence, ...]
    place: str = ""
    likeness: float = 1.0
    doubts: tuple[str, ...] = ()
    subject: str = ""
    begins: int = 0


def find_agreement(blocks: Sequence[Block]) -> Agreement | None:
    """The agreement that a document is, or that stands signed behind the resolution that approves it; None if it is
    something else (also if it only speaks of one, or approves a text that is yet to be signed).
    """
    place = annexed_at(blocks) if _is_resolution(lines(blocks)) else None
    annexed = _agreement(blocks[place:]) if place is not None else None
    return annexed if annexed is not None and annexed.signed_on is not None else _agreement(blocks)


def _is_resolution(found: Sequence[Line]) -> bool:
    """Whether a text calls itself a resolution and decides something."""
    named = any(_RESOLUTION.match(line.folded) for line in found[:_NEAR_TOP])
    return named and any(_DECIDES.search(line.folded) for line in found)


def _agreement(blocks: Sequence[Block]) -> Agreement | None:
    found = lines(blocks)
    head = find_head(found)
    if head is None or _is_letter(found, head) or _is_template(found) or _is_note(found):
        return None
    probability = likeness(found)
    if probability < _enough(found, head):
        return None
    if probability < SURE_ALONE and not _is_signed_by_two(blocks, found[head.at]):
        return None
    signing = find_signing(found, head.at, running_lines(blocks))
    title = find_title(found, head)
    line = found[head.at]
    doubts = _doubts(head, title, signing)
    evidence = (
        Evidence(line.text[:300], line.block.page, line.block.index),
        Evidence(f"reads like an agreement: {probability:.0%}"),
        *_dated(signing),
        *([Evidence(f"to be looked at: {', '.join(doubts)}")] if doubts else []),
    )
    day, place = (signing.day, signing.place) if signing else (None, "")
    subject = "" if "title" in doubts else title.subject
    return Agreement(
        head.noun.kind,
        title.text,
        day,
        line.block.index,
        evidence,
        place,
        probability,
        doubts,
        subject,
        blocks[0].index,
    )


def _is_note(found: Sequence[Line]) -> bool:
    """Whether a text is too short to agree on anything: `Patto fra Coldiretti e Caritas: 5 case, 27 posti.`"""
    return sum(len(words(line.text)) for line in found) < _LEAST_WORDS


def _enough(found: Sequence[Line], head: Head) -> float:
    """How much a text has to read like an agreement, by what its head calls it."""
    top = found[: min(_NEAR_TOP, head.at)]
    if traits.calls_itself_otherwise([line.folded for line in top]) or _is_press(found):
        return SURE_UNDER_ANOTHER
    after = found[head.at].folded[head.noun.end :]
    titled = head.titled and head.at < _NEAR_TOP and (not words(after) or words(after)[0] in _LEADS_ON)
    return SURE_TITLED if titled else SURE


def _is_signed_by_two(blocks: Sequence[Block], title: Line) -> bool:
    """Whether two bodies sign it; who joins an agreement of others does so alone."""
    return "adesione" in title.folded or len(find_parties(blocks, title.block.index)) > 1


def _is_press(found: Sequence[Line]) -> bool:
    """Whether the writer's name stands below the headline: `di Anna Rossi`."""
    bylines = (_BYLINE.fullmatch(line.text) for line in found[:_BYLINE_LINES])
    return any(byline and not is_place(byline[1]) for byline in bylines)


#: A byline of the press, and in how many lines from the top it stands.
_BYLINE = re.compile(r"[Dd]i ([A-ZÀ-Ù][\w'’-]+(?: [A-ZÀ-Ù][\w'’-]+){1,3})")
_BYLINE_LINES = 4
#: The shortest of 575 labelled acts has 33 words.
_LEAST_WORDS = 20
#: So many lines from the top a title or the name of another document stands.
_NEAR_TOP = 6
#: How a title goes on behind what it calls itself; a headline of the press says something else.
_LEADS_ON = frozenset(
    "per tra fra in su sul sull sulla sullo sulle sugli di d del dell della dello delle con quadro operativo operativa "
    "territoriale istituzionale interistituzionale locale provinciale attuativo attuativa aggiuntivo integrativo "
    "relativo relativa riguardante concernente finalizzato finalizzata volto volta avente inerente rep n".split()
)


def _is_letter(found: Sequence[Line], head: Head) -> bool:
    """Whether an addressee stands over the heading: a letter that brings or quotes an agreement. One that the addressee
    signs too (`per accettazione`) may be one itself.
    """
    above = found[: head.at]
    if any(traits.ACCEPTED.search(line.folded) for line in found[head.at :]):
        return False
    if any(line_rule(line.block) == "addressee" for line in above):
        return True
    return any(_TO.match(line.text) for line in above) and any(line.folded.startswith("oggetto") for line in above)


def _is_template(found: Sequence[Line]) -> bool:
    """Whether the text says what is to be written into it: `per [indicare la finalità]`. A draft only leaves blanks."""
    return sum(len(_TO_WRITE.findall(line.folded)) for line in found) >= _TEMPLATE


def likeness(found: Sequence[Line]) -> float:
    """How probably the lines are those of an agreement, 0 to 1."""
    texts, size = [], 0
    for line in found:
        texts.append(line.text)
        size += len(line.text)
        if size > _LOOKED_AT:
            break
    return 0.0 if traits.lists_several(texts) else traits.likeness(texts)


def possible_agreement(blocks: Sequence[Block]) -> str | None:
    """The line that may make a document an agreement that was not taken for one, None if none does: a heading that
    names one, unless it stands under the name of another document, a line of the head that names one in a text that may
    be one, or the first line where no line names it and the whole reads like one.
    """
    found = lines(blocks)
    head = find_head(found)
    if head is None or head.at >= _HEAD_LINES:
        return found[0].text[:200] if found and likeness(found) >= SURE else None
    return found[head.at].text[:200] if likeness(found) >= _enough_to_ask(found, head) else None


def _enough_to_ask(found: Sequence[Line], head: Head) -> float:
    """How much a text has to read like an agreement for a person to be told, by how its head names one: not at all
    under a title that does.
    """
    if _is_press(found) or not head.strength:
        return POSSIBLE_IN_PASSING
    above = [line.folded for line in found[: min(_NEAR_TOP, head.at)]]
    labelled = found[head.at].folded[: head.noun.start].rstrip().endswith(":")
    headed = head.titled and not labelled and head.at < _TITLE_LINES
    listed = traits.lists_several([line.text for line in found])
    if headed and not (listed or traits.calls_itself_otherwise(above) or _is_letter(found, head)):
        return 0.0
    if head.strength >= _MENTIONED:
        return POSSIBLE
    others = [line.folded for line in (*found[: head.at], *found[head.at + 1 : _NEAR_TOP])]
    return POSSIBLE_IN_PASSING if traits.calls_itself_otherwise(others[:_NEAR_TOP]) else POSSIBLE_MENTIONED


#: So many lines are the head of a document; in so many stands its title.
_HEAD_LINES, _TITLE_LINES = 25, 12


def annexed_at(blocks: Sequence[Block]) -> int | None:
    """Where in a document of another kind the text of an agreement begins, None if nowhere: at its title, set off as
    one.
    """
    for place, block in enumerate(blocks):
        found = lines([block])
        if not place or not found or not found[0].prominent or len(found[0].text) >= 200:
            continue
        head = find_head(found)
        if head is not None and head.heading and likeness(lines(blocks[place:])) >= SURE:
            return place
    return None


def _dated(signing: Signing | None) -> tuple[Evidence, ...]:
    if signing is None:
        return ()
    line = signing.line
    said = f"signed on {signing.day.isoformat()} ({signing.confidence:.0%} sure), {signing.reason}: {line.text[:200]}"
    return (Evidence(said, line.block.page, line.block.index),)


def _doubts(head: Head, title: Title, signing: Signing | None) -> tuple[str, ...]:
    """The facts that rest on little."""
    doubtful = {
        "kind": bool(head.rivals) or head.strength < 2,
        "title": title.confidence < PLAIN,
        "date": signing is not None and signing.doubtful,
    }
    return tuple(name for name, doubt in doubtful.items() if doubt)
