"""What an agreement calls itself, and which of the kinds that is."""

import re
from dataclasses import dataclass
from functools import lru_cache

from config.vocabulary import ProtocolloKind

_OF_INTESA = r"(?:d' ?|di |d )intesa"
#: Nouns by kind. The earliest in a heading wins, the longest at one place: an addendum to a convenzione is an addendum.
_KINDS: tuple[tuple[ProtocolloKind, str], ...] = (
    (ProtocolloKind.ATTO_INTESA, rf"att[oi] {_OF_INTESA}"),
    (ProtocolloKind.ALTRO, r"intesa (?:operativa|istituzionale|territoriale|interistituzionale|programmatica|quadro)"),
    (ProtocolloKind.RACCORDO_OPERATIVO, r"raccord[oi] operativ[oi]"),
    (ProtocolloKind.MEMORANDUM, rf"memorandum(?: {_OF_INTESA}| of understanding)?"),
    (ProtocolloKind.ALTRO, r"patto"),
    (ProtocolloKind.ALTRO, r"(?:primo |secondo |terzo )?(?:addendum|atto (?:aggiuntivo|integrativo|modificativo|"
                           r"di adesione|di proroga|di rinnovo))"),
    (ProtocolloKind.ALTRO, rf"(?:rinnovo|proroga) (?:del |della |dell')(?:protocollo(?: {_OF_INTESA})?|convenzione|"
                           r"accordo|intesa|patto|memorandum)"),
    (ProtocolloKind.ALTRO, r"(?:lettera|dichiarazione|carta) (?:d' ?|di |d |degli )?(?:intent[io]|impegn[io])"),
    (ProtocolloKind.ALTRO, r"linee guida (?:condivise|concordate)|disciplinare"),
    (ProtocolloKind.PROTOCOLLO_INTESA, rf"protocoll[oi](?: (?:operativo|istituzionale|quadro|unico|provinciale|"
                                       rf"territoriale))*(?: {_OF_INTESA})?"),
    (ProtocolloKind.CONVENZIONE, r"convenzione"),
    (ProtocolloKind.ACCORDO, r"accordo"),
    (ProtocolloKind.ALTRO, r"intesa"),
)  # fmt: skip
_NOUN = re.compile(rf"\b(?:{'|'.join(f'(?P<k{number}>{pattern})' for number, (_, pattern) in enumerate(_KINDS))})\b")
#: Every noun holds one of these, and they are quicker to look for.
_NEEDED = (
    "intesa", "raccord", "memorandum", "atto", "addendum", "intent", "impegn", "linee guida", "disciplinare",
    "protocoll", "convenzione", "accordo",
)  # fmt: skip
#: What is called the same and is none: a registry's number, treaties, agreements between State and regions, `d'intesa
#: con`.
_NO_AGREEMENT = re.compile(
    r"protocollo (?:n\b|nr|num|generale|in (?:uscita|entrata|partenza)|sanitari|informatico|uscita|di (?:cura|"
    r"dublino)|\d)|"
    r"convenzione (?:di |europea|delle nazioni|onu|internazionale|sui diritti)|accordo (?:stato|tra (?:lo stato|"
    r"il governo)|di riammissione|di integrazione(?! \w)|di integrazione (?:tra|fra) lo stato)|"
    r"intesa (?:stato|in conferenza|del \d)|patto di stabilita"
)
_BEFORE_NONE = {
    "intesa": re.compile(r"\b(?:d'? ?|di )$"),
    "protocollo": re.compile(r"\b(?:numero|ufficio|n\.|registro)(?: di| del)? $"),
}


@dataclass(frozen=True, slots=True)
class Noun:
    """What an agreement is called at `start` to `end` of a folded text."""

    kind: ProtocolloKind
    start: int
    end: int


@lru_cache(maxsize=4_096)
def nouns(folded: str) -> tuple[Noun, ...]:
    """All nouns of agreements in a folded text, in order."""
    if not any(word in folded for word in _NEEDED):
        return ()
    return tuple(
        Noun(_KINDS[int(str(match.lastgroup)[1:])][0], match.start(), match.end())
        for match in _NOUN.finditer(folded)
        if not _NO_AGREEMENT.match(folded, match.start()) and not _lone(match, folded)
    )


def begins_with(folded: str) -> Noun | None:
    """The noun that a folded text begins with."""
    first = nouns(folded)[:1] if _NOUN.match(folded) else []
    return first[0] if first and first[0].start == 0 else None


def _lone(match: re.Match[str], folded: str) -> bool:
    """`d'intesa con`, `numero di protocollo`: the word does not stand for an agreement."""
    before = _BEFORE_NONE.get(match[0])
    return before is not None and bool(before.search(folded[max(0, match.start() - 16) : match.start()]))
