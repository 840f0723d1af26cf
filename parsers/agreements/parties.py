"""Who signs an agreement: the bodies of the head and of the signatures confirm each other, each is weighed by where it
stands.

What speaks for a party (in the main list, behind TRA, in the column `Ente`, at the signatures) and against it (in a
recital, behind `presso`) has weights learned from labelled agreements (`tests/learning/parties.py`), so that a layout
nobody foresaw is weighed too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from parsers.agreements.mentions import Mention, find_mentions
from parsers.agreements.paper import Paper, paper_of
from parsers.agreements.seats import with_seats
from parsers.agreements.weights import chance, odds
from parsers.bodies.bodies import Body
from parsers.bodies.canonical import canonical
from parsers.italian.places import NOWHERE, is_place
from parsers.italian.text import fold
from parsers.model import Block, Evidence, PartyFacts

#: The weight of each trait, written by training.
WEIGHTS = Path(__file__).with_name("parties.csv")
#: From here on a body is a party.
PARTY = 0.5
#: Below this a person should look whether it is one. Measured with each writer set aside (2,397 parties): 40 of the 156
#: below it are none, 3.2 % of those above.
SURE = 0.8
#: Offices of which a place has one: `la Prefettura di Bari e la Procura`.
_UNIQUE = frozenset({"prefettura", "questura", "giustizia", "azienda sanitaria"})
#: Of these a text names several branches: `la CGIL` beside `la CGIL Funzione Pubblica`.
_CONFEDERATIONS = frozenset({"cgil", "cisl", "uil", "ugl"})
#: The words of an office's name that are not its place.
_OFFICE_WORDS = frozenset({"prefettura", "commissariato", "governo", "presidenza"})
#: How much the others of a list, at least so many with it, say about one of them; chosen with one writer aside.
INFLUENCE, COMPANY = 0.3, 4
#: What is left of the confidence where a name does not say which body is meant.
DOUBT = 0.84
#: A short form has at least so many letters.
_SHORTEST = 3
#: So many characters on each side of a name are shown as evidence.
_AROUND = 40
_LISTS = frozenset({"main list", "large list"})
_SMALL = frozenset("di del della dell dei degli delle d e ed il la lo l i gli le per in a al alla n nr".split())


@dataclass(frozen=True, slots=True)
class Party:
    """A body that signs: `name` as written, `canonical` in one form."""

    name: str
    canonical: str
    facts: PartyFacts


@dataclass(slots=True)
class Candidate:
    """A body with all places where it is named."""

    mentions: list[Mention]

    @property
    def first(self) -> Mention:
        """The mention with the fullest name; the first of several."""
        return max(self.mentions, key=lambda one: (not _goes_on_small(one), len(name_words(one.body.name))))

    @property
    def lists(self) -> frozenset[int]:
        """The lists that it is named in."""
        return frozenset(
            mention.list_number for mention in self.mentions if mention.body.whole or len(self.mentions) == 1
        )

    def readings(self) -> list[frozenset[str]]:
        """What stands around the name, once for each place where it stands in full, with what all of them together say:
        in which zones it is named, and in which of their lists. The place that speaks most for a party comes first.
        """
        whole = [mention for mention in self.mentions if mention.body.whole] or self.mentions
        zones = sorted({mention.zone for mention in whole})
        mains = sorted({mention.zone for mention in whole if _LISTS & set(mention.traits)})
        common = {f"called by its kind in {mention.zone}" for mention in self.mentions if mention not in whole}
        common |= {f"also in {zone}" for zone in zones}
        common |= {f"zones {' '.join(zones)}", f"in main list of {' '.join(mains) or 'none'}"}
        ordered = sorted(whole, key=_speaks_for_a_party, reverse=True)
        return [frozenset({*mention.traits, *common} - {"not whole"}) for mention in ordered]


def _speaks_for_a_party(mention: Mention) -> float:
    """How much the place of a mention does so: its list before its zone."""
    traits = set(mention.traits)
    listed = 2 * ("main list" in traits) + ("large list" in traits)
    return listed + {"head": 1.0, "end": 0.6}.get(mention.zone, 0.0)


def find_parties(blocks: Sequence[Block], title_block: int, subject: str = "") -> tuple[Party, ...]:
    """The parties of the agreement whose title is at a block, in the order in which they are named; () if none can be
    told. `subject` is what the agreement is about, as its title says it.
    """
    paper = paper_of(blocks, title_block, subject)
    named = candidates(find_mentions(paper))
    signing = [(one, sure) for one, sure in zip(named, weights(named), strict=True) if sure >= PARTY]
    seated = with_seats(candidate.first.body for candidate, _ in signing)
    return tuple(_party(paper, one, body, sure) for (one, sure), body in zip(signing, seated, strict=True))


def in_doubt(parties: Sequence[Party]) -> bool:
    """Whether a person should look who signs: one party alone signs with nobody, and of some it is not sure."""
    return len(parties) < 2 or any(party.facts.confidence < SURE for party in parties)


def _party(paper: Paper, candidate: Candidate, seated: Body, sure: float) -> Party:
    """The name stays as it is written; its one form and its place are those of the body with its seat."""
    body, where = candidate.first.body, seated.place
    block = paper.blocks[paper.block(body.start)]
    zones = ", ".join(dict.fromkeys(mention.zone for mention in candidate.mentions))
    words = re.sub(r"\s+", " ", paper.text[max(0, body.start - _AROUND) : body.end + _AROUND]).strip()
    evidence = (Evidence(f"{zones}: {words}", block.page, block.index),)
    facts = PartyFacts(body.kind, where.comune, where.province, where.region, round(sure, 3), evidence)
    return Party(body.name, canonical(seated.name), facts)


def candidates(mentions: Sequence[Mention]) -> list[Candidate]:
    """The bodies that are named, each with all its mentions.

    A shorter name of the same kind (`Consorzio Mare` beside `Consorzio Mare società consortile`, `la Prefettura` beside
    `Prefettura di Lodi`) is the same body if only one fits, and none of its own if several do.
    """
    groups: dict[frozenset[str], Candidate] = {}
    for mention in mentions:
        groups.setdefault(_key(mention), Candidate([])).mentions.append(mention)
    for key in sorted(groups, key=len):
        longer = [other for other in groups if key < other and _fits(groups[key], groups[other])]
        if len(longer) == 1:
            groups[longer[0]].mentions += groups[key].mentions
        if longer and (len(longer) == 1 or not groups[key].first.body.whole or _goes_on_small(groups[key].first)):
            del groups[key]
    _join_acronyms(groups)
    for candidate in groups.values():
        candidate.mentions.sort(key=lambda mention: mention.body.start)
    return sorted(groups.values(), key=lambda candidate: candidate.mentions[0].body.start)


def _join_acronyms(groups: dict[frozenset[str], Candidate]) -> None:
    """`RFI` is the Rete Ferroviaria Italiana that the text names in full, `A.S.S. n. 3` the Azienda per i Servizi
    Sanitari n. 3.
    """
    initials = {key: _initials(candidate.first.body.name) for key, candidate in groups.items()}
    for key in list(groups):
        short, _, rest = groups[key].first.body.name.partition(" ")
        short, said = short.replace(".", ""), name_words(rest) if rest else frozenset()
        if len(short) < _SHORTEST or not (short.isalpha() and short.isupper()):
            continue
        full = [o for o in groups if o != key and said < o and initials[o].startswith(short) and len(o - said) > 1]
        if len(full) == 1:
            groups[full[0]].mentions += groups.pop(key).mentions


def _initials(name: str) -> str:
    """The first letters of its words with capitals."""
    return "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())


def _key(mention: Mention) -> frozenset[str]:
    """What tells a body from others: the words of its name; of a prefettura its province, in either language; of what
    an article calls by its kind that kind alone, whatever goes on behind it (`finché il Consorzio possa intervenire`).
    """
    body = mention.body
    own = frozenset({_first_word(body.name)}) if _goes_on_small(mention) else name_words(body.name)
    if body.kind != "prefettura" or not body.whole or body.place.comune or not body.place.province:
        return own
    return own & _OFFICE_WORDS | {body.place.province}


def _goes_on_small(mention: Mention) -> bool:
    """Whether an article names a kind of body with words behind it that are all in small letters."""
    behind = mention.body.name[1:]
    small = not any(sign.isupper() or sign.isdigit() or sign in '"“«' for sign in behind)
    return mention.zone == "body" and mention.body.place == NOWHERE and small


def _fits(short: Candidate, full: Candidate) -> bool:
    """Whether the fuller name goes on where the short one ends: the Tribunale is not the `Procura presso il
    Tribunale`.
    """
    one, other = short.first.body, full.first.body
    if one.kind != other.kind or not other.whole or _first_word(one.name) != _first_word(other.name):
        return False
    if one.place.comune and other.place.comune and one.place != other.place:
        return False  # `Comune di Signa` beside `Comune di Lastra a Signa`
    return not one.whole or _first_word(one.name) not in _CONFEDERATIONS or _adds_a_place(one.name, other.name)


def _adds_a_place(short: str, full: str) -> bool:
    """`UIL di Asti` is the `UIL`; the `UIL Pensionati` is another."""
    more = fold(canonical(full)).removeprefix(fold(canonical(short))).strip()
    return is_place(more.removeprefix("di ")) or all(is_place(word) for word in more.split() if word not in _SMALL)


def _first_word(name: str) -> str:
    return next(iter(re.findall(r"[a-z0-9]+", fold(canonical(name)))), "")


def name_words(name: str) -> frozenset[str]:
    """The words of a name in its one form, without articles and prepositions."""
    return frozenset(re.findall(r"[a-z0-9]+", fold(canonical(name)))) - _SMALL


def weights(named: Sequence[Candidate]) -> list[float]:
    """How sure each candidate is a party: by its own traits, and by the company it keeps, since a list is of one
    kind.
    """
    own = [_alone(candidate) for candidate in named]
    lists: dict[int, list[float]] = {}
    for candidate, alone in zip(named, own, strict=True):
        for number in candidate.lists:
            lists.setdefault(number, []).append(alone)
    return [_in_company(candidate, alone, lists) for candidate, alone in zip(named, own, strict=True)]


def _alone(candidate: Candidate) -> float:
    """The odds of a candidate, as a logarithm, where it stands most like a party: what it does elsewhere says nothing
    against it.
    """
    return max(odds(WEIGHTS.name, traits) for traits in candidate.readings())


def _in_company(candidate: Candidate, own: float, lists: Mapping[int, Sequence[float]]) -> float:
    """A name that does not say which body (`la Procura`) is a party only within the list of the head or of those who
    sign.
    """
    company = [fsum(others) - own for number in candidate.lists if len(others := lists[number]) >= COMPANY]
    sizes = [len(others) - 1 for number in candidate.lists if len(others := lists[number]) >= COMPANY]
    logarithm = own + max((INFLUENCE * total / size for total, size in zip(company, sizes, strict=True)), default=0.0)
    sure = chance(logarithm)
    if candidate.first.body.whole:
        return sure
    traits = frozenset[str]().union(*candidate.readings())
    listed = bool({"head, main list", "title, main list", "end, main list"} & traits) and any(
        f"main list, neighbours {n}" in traits for n in (1, 2)
    )
    if sure < PARTY or not listed or candidate.first.body.kind not in _UNIQUE:
        return 0.0
    # The doubt is which body is meant, not whether it is a party.
    return max(DOUBT * sure, PARTY)
