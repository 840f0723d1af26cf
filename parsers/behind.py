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
    own = _own_stems(protocolli)
    return {one.key: _behind(one, own[number], schede, protocolli) for number, one in enumerate(protocolli)}


def _behind(
    one: Protocollo, own: frozenset[str], schede: Sequence[Scheda], protocolli: Sequence[Protocollo]
) -> dict[str, LinkReason]:
    cited = {scheda.key: reason for scheda in schede if (reason := _cited(scheda, one)) is not None}
    if cited:
        return cited
    beside = [scheda.key for scheda in schede if scheda.document == one.document]
    if len(beside) == 1:
        return {beside[0]: LinkReason.FILE}
    mentioning = [scheda for scheda in schede if mentioned_agreement(scheda.description)]
    asked = mentioning or schede
    about = frozenset(content_stems(one.title)) & own
    for stems, enough, reason in (
        (about, max(_TOLD, _SHARE * len(about)), LinkReason.TITLE),
        (own, _TOLD, LinkReason.WORDS),
    ):
        if chosen := _sharing(asked, stems, enough):
            return dict.fromkeys(chosen, reason)
    if len(schede) == 1:
        return {schede[0].key: LinkReason.ALONE}
    return {mentioning[0].key: LinkReason.ALONE} if len(protocolli) == 1 == len(mentioning) else {}


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
