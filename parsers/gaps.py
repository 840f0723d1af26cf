"""What a reply lacks, so that its office can be asked for it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from config.campi import campo as official
from config.vocabulary import DocumentKind, DocumentStatus, Problem, ProblemCode
from parsers.correspondence.announced import announced
from parsers.italian.text import fold
from parsers.model import DocumentRecord, Protocollo, Scheda

_AGREEMENT = (
    r"(?:protocoll[oi] (?:d' ?|di )intesa|protocoll[oi] operativ[oi]|att[oi] (?:d' ?|di )intesa|"
    r"raccord[oi] operativ[oi]|accord[oi](?: operativ[oi]| territorial[ei]| di collaborazione| di programma|"
    r" quadro)*|convenzion[ei]|memorandum(?: d'intesa)?|protocoll[oi]|intes[ae]|"
    r"patt[oi] (?:di collaborazione|territoriale))"
)
#: One of these stands in whatever names an agreement.
_OF_AGREEMENTS = ("protocoll", "accord", "convenzion", "memorandum", "intes", "patt")
_SIGNED = r"(?:sigl\w+|sottoscri\w+|stipul\w+|firm\w+|conclus\w+|raggiunt\w+|formalizz\w+|perfezionat\w+)"
_MENTION = re.compile(
    rf"\b{_SIGNED}\b[^.;]{{0,120}}?\b({_AGREEMENT})\b|\b({_AGREEMENT})\b[^.;]{{0,100}}?\b{_SIGNED}\b|"
    rf"\b(protocoll[oi] (?:d' ?|di )intesa|att[oi] (?:d' ?|di )intesa|raccord[oi] operativ[oi])\b"
)
_NOT_OURS = re.compile(
    r"accordo stato|stato[ -]regioni|convenzione di (?:ginevra|dublino|new york|istanbul)|conferenza unificata|"
    r"contratto collettivo|accordo di integrazione|protocoll\w+ (?:sanitari|diagnostic|terapeutic|n\b|nr|informatic)|"
    r"(?<!protocollo )(?<!protocolli )(?<!atto )(?<!atti )(?<!memorandum )d'intesa con|patto (?:di|"
    r"per la) volontariato individuale"
)
#: Material that is not sent but can be had elsewhere, in one sentence: how one gets it, and where.
_FETCHED = r"(?:scaric|download|prelev|reperibil|accessibil|visionabil|consultabil|disponibil|condivis)[a-z]{0,8}"
_ELSEWHERE = (
    r"(?:link\b|collegament[oi]\b|https?://\S{1,80}|www\.\S{1,80}|drive\b|dropbox|wetransfer|we\.tl|onedrive|cloud\b|"
    r"cartella (?:condivisa|di rete|online))"
)
_BY_LINK = re.compile(rf"\b{_FETCHED}\b[^.;]{{0,100}}?{_ELSEWHERE}|{_ELSEWHERE}[^;]{{0,100}}?\b{_FETCHED}\b")
_MATERIAL = re.compile(
    r"\b(?:sched[ae]|allegat[oi]|document\w+|material\w+|file|modul[oi]|relazion[ei]|protocoll[oi])\b"
)
_FORMULA = re.compile(r"^\s*[=+@\t]")


def problems_of(
    schede: Sequence[Scheda],
    protocolli: Sequence[Protocollo],
    documents: Sequence[DocumentRecord],
    marked: Sequence[int] | None,
    letters: Mapping[str, str],
) -> Iterator[Problem]:
    """The gaps of one message. `letters` are the mail's own texts and covering letters by path."""
    described = {scheda.campo for scheda in schede}
    for number in marked or ():
        if number not in described:
            detail = f"the form marks campo {number} ({official(number).title[:80]}), but no scheda describes it"
            yield Problem(ProblemCode.MARKED_WITHOUT_SCHEDA, detail, campo=number)
    for number in sorted(described if marked else ()):
        if number not in (marked or ()):
            yield Problem(
                ProblemCode.SCHEDA_NOT_MARKED,
                f"campo {number} is described, but the form does not mark it",
                campo=number,
            )
    yield from _agreements_not_attached(schede, protocolli)
    yield from _missing_attachments(documents, letters, bool(schede or protocolli))
    for scheda in schede:
        if _FORMULA.match(scheda.title) or _FORMULA.match(scheda.description):
            detail = "title or description begins like a spreadsheet formula; exports write it as text"
            yield Problem(ProblemCode.POSSIBLE_FORMULA, detail, campo=scheda.campo, document=scheda.document)


def _by_link(text: str) -> str:
    """The words of a mail by which schede or their papers are to be fetched elsewhere, "" if there are none."""
    folded = fold(text)
    for match in _BY_LINK.finditer(folded):
        if _MATERIAL.search(folded[max(0, match.start() - 120) : match.end() + 60]):
            return match[0][:120]
    return ""


def mentioned_agreement(text: str) -> str | None:
    """The words by which a description speaks of a signed agreement of its own, None if it does not."""
    folded = fold(text)
    if not any(word in folded for word in _OF_AGREEMENTS):
        return None
    for match in _MENTION.finditer(folded):
        around = folded[max(0, match.start() - 10) : match.end() + 40]
        if not _NOT_OURS.search(around):
            return match[0]
    return None


def _agreements_not_attached(schede: Sequence[Scheda], protocolli: Sequence[Protocollo]) -> Iterator[Problem]:
    linked = {key for protocollo in protocolli for key in protocollo.schede}
    for scheda in schede:
        words = mentioned_agreement(scheda.description)
        if words and scheda.key not in linked:
            detail = f"the scheda on campo {scheda.campo} speaks of an agreement that is not attached: … {words} …"
            yield Problem(
                ProblemCode.PROTOCOL_MENTIONED_NOT_ATTACHED, detail, campo=scheda.campo, document=scheda.document
            )


def _missing_attachments(
    documents: Sequence[DocumentRecord], letters: Mapping[str, str], has_content: bool
) -> Iterator[Problem]:
    """A body announces what is attached to it, a covering letter what comes with the letter."""
    content = [
        d
        for d in documents
        if d.kind not in {DocumentKind.BODY, DocumentKind.METADATA} and d.status is not DocumentStatus.SKIPPED
    ]
    bodies = {d.path for d in documents if d.kind is DocumentKind.BODY}
    for path, text in letters.items():
        if path in bodies and (link := _by_link(text)):
            detail = f"the text says that material can be fetched elsewhere ({link}); nothing is fetched from there"
            yield Problem(ProblemCode.MISSING_ATTACHMENT, detail, document=path)
            continue
        others = content if path in bodies else [d for d in content if d.kind is not DocumentKind.COVER_LETTER]
        if not others and not has_content and (words := announced(text)):
            yield Problem(
                ProblemCode.MISSING_ATTACHMENT,
                f"the text announces an attachment ({words}), but none is there",
                document=path,
            )
