"""Which agreement stands behind which scheda, and why.

A scheda that says when the agreement was signed, or under which number, settles it. Else the file that holds both
speaks for it, or most words of what the agreement is about; else the words that only this agreement has. What nothing
connects stays apart.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from config.vocabulary import LinkReason
from parsers.agreements.kind import nouns
from parsers.gaps import mentioned_agreement
from parsers.italian.dates import find_dates
from parsers.italian.text import content_stems, fold, sentences, words
from parsers.model import Protocollo, Scheda

#: So many words of a subject, and such a share of them, are told again by what it stands behind.
_TOLD, _SHARE = 3, 0.6
#: Of the schede that share words with an agreement, those that share nearly as many as the best.
_NEARLY = 0.75

Links = Mapping[str, Mapping[str, LinkReason]]


def link_protocolli(schede: Sequence[Scheda], protocolli: Sequence[Protocollo]) -> Links:
    """For each agreement the keys of the schede that it stands behind, each with the reason."""
    links = {one.key: _behind(one, own, schede) for one, own in zip(protocolli, _own_stems(protocolli), strict=True)}
    taken = {key for found in links.values() for key in found}
    left = [key for key in _alone(schede, protocolli) if key not in taken]
    return {key: found or dict.fromkeys(left, LinkReason.ALONE) for key, found in links.items()}


def _alone(schede: Sequence[Scheda], protocolli: Sequence[Protocollo]) -> list[str]:
    """The scheda that alone comes into question: the only one, or the only one that speaks of an agreement."""
    asked = schede if len(schede) == 1 else _mentioning(schede) if len(protocolli) == 1 else []
    return [scheda.key for scheda in asked] if len(asked) == 1 else []


def _mentioning(schede: Sequence[Scheda]) -> list[Scheda]:
    return [scheda for scheda in schede if mentioned_agreement(scheda.description)]


def _behind(one: Protocollo, own: frozenset[str], schede: Sequence[Scheda]) -> dict[str, LinkReason]:
    cited = {scheda.key: reason for scheda in schede if (reason := _cited(scheda, one)) is not None}
    if cited:
        return cited
    beside = [scheda.key for scheda in schede if scheda.document == one.document]
    if len(beside) == 1:
        return {beside[0]: LinkReason.FILE}
    asked = _mentioning(schede) or schede
    about = frozenset(content_stems(one.title)) & own
    for stems, enough, reason in (
        (about, max(_TOLD, _SHARE * len(about)), LinkReason.TITLE),
        (own, _TOLD, LinkReason.WORDS),
    ):
        if chosen := _sharing(asked, stems, enough):
            return dict.fromkeys(chosen, reason)
    return {}


def _cited(scheda: Scheda, one: Protocollo) -> LinkReason | None:
    """How a sentence of the scheda that speaks of an agreement names this one: by its day or its number."""
    for sentence in sentences(f"{scheda.title}. {scheda.description}"):
        folded = fold(sentence)
        if not nouns(folded):
            continue
        if one.signed_on is not None and any(found.day == one.signed_on for found in find_dates(sentence)):
            return LinkReason.DATE
        if one.number and f" {' '.join(words(one.number))} " in f" {' '.join(words(folded))} ":
            return LinkReason.NUMBER
    return None


def _sharing(schede: Sequence[Scheda], stems: frozenset[str], enough: float) -> list[str]:
    """The schede that tell enough of some stems, and nearly as many as the best of them. What all of them tell says
    nothing of one.
    """
    told = {scheda.key: stems & set(content_stems(f"{scheda.title} {scheda.description}")) for scheda in schede}
    common = frozenset.intersection(*told.values()) if len(told) > 1 else frozenset[str]()
    shared = {key: len(stems - common) for key, stems in told.items()}
    best = max(shared.values(), default=0)
    return [key for key, count in shared.items() if count >= max(enough, _NEARLY * best)]


def _own_stems(protocolli: Sequence[Protocollo]) -> list[frozenset[str]]:
    """The stems of title and parties of each agreement, less those that another has too and what it calls itself."""
    said = [frozenset(content_stems(f"{one.title} {' '.join(one.parties)}")) for one in protocolli]
    often = Counter(stem for stems in said for stem in stems)
    return [frozenset(stem for stem in stems if often[stem] == 1) - _ITS_NAMES for stems in said]


#: What agreements call themselves, in stems.
_ITS_NAMES = frozenset(
    content_stems("protocollo intesa atto accordo convenzione raccordo operativo memorandum patto territoriale quadro")
)
