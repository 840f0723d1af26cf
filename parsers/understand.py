"""Understands all the files of one message together: the heart of the package. Pure: same sources in, same reading out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from config import account
from config.limits import Limits
from config.mishaps import CONTAINED, mishap
from config.vocabulary import DocumentKind, Problem, ProblemCode
from parsers import audit
from parsers.agreements.act import annexed_at, find_agreement
from parsers.agreements.parties import find_parties
from parsers.agreements.terms import canonical, find_terms
from parsers.bounds import within_bounds
from parsers.campo.decide import Decision
from parsers.campo.learned import NOTHING_LEARNED, CampoModel
from parsers.campo.match import assign_campi
from parsers.correspondence import surroundings
from parsers.correspondence.office import decide_sender
from parsers.correspondence.quotes import answered_items, passed_on, split_quoted
from parsers.files import Draft, Opener, read_all, spoiled
from parsers.gaps import link_protocolli, problems_of
from parsers.keys import protocollo_keys, scheda_keys
from parsers.model import (
    EMPTY,
    TICKED,
    UNKNOWN,
    Correspondence,
    DocumentRecord,
    Evidence,
    Mention,
    Protocollo,
    Reading,
    Registration,
    Scheda,
    SenderDecision,
    Source,
)
from parsers.official.form import NEARLY_ALL, as_scanned
from parsers.official.headings import read_heading
from parsers.practices.partition import Section, Split, split
from parsers.work import Work

#: From this likeness (0 to 100) on, two descriptions of one campo in one message are the same.
SAME_TEXT = 92
#: So many proposed borders are named in one problem.
_MOST_BORDERS = 5


def understand(
    sources: Sequence[Source], correspondence: Correspondence, limits: Limits, opener: Opener, model: CampoModel = NOTHING_LEARNED
) -> Reading:
    """Reads every source and says what the message holds; `opener` opens files inside documents, `model` is what was learned
    from persons' decisions. Never raises on content.
    """
    drafts, unopened = read_all(sources, limits, opener)
    # What was read in time is understood, also where reading took all the time of the message.
    account.allow_to_finish()
    documents = [_taken_apart(draft, correspondence, limits) for draft in drafts]
    marked = _marked(documents)
    assign_campi(documents, marked or (), correspondence.subject, model)
    registrations = tuple(surroundings.registrations(documents))
    origin = surroundings.origin(documents, correspondence)
    sender, sender_problems = _sender(documents, correspondence, registrations, origin)
    schede, protocolli, duplicates = _records(documents, sender.sigla, limits)
    left = [_unexplained(document, correspondence, limits) for document in documents]
    records = tuple(_record(document, words) for document, words in zip(documents, left, strict=True))
    problems = [
        *unopened,
        *(problem for document in documents for problem in document.draft.problems),
        *(sender_problems if schede or protocolli or marked or any(document.draft.problems for document in documents) else ()),
        *_campo_problems(documents),
        *_possible_several(documents),
        *_unreadable_marks(documents),
        *duplicates,
        *surroundings.withdrawals(registrations),
        *problems_of(schede, protocolli, records, marked, _announcements(documents)),
        *filter(None, (audit.problem_of(*found, limits) for found in zip(documents, left, strict=True))),
    ]
    return Reading(
        prefettura=sender,
        documents=records,
        schede=tuple(schede),
        protocolli=tuple(protocolli),
        problems=tuple(dict.fromkeys(problems)),
        marked_campi=marked,
        registrations=registrations,
        relations=tuple(surroundings.relations(list(_announcements(documents).values()), correspondence)),
        origin=origin,
    )


def _taken_apart(draft: Draft, correspondence: Correspondence, limits: Limits) -> Work:
    """A document with what it holds. A fault at one is a problem of that one: its text is kept, and its siblings are understood."""
    document = Work(draft)
    try:
        with account.document(draft.source.path, limits.document_seconds):
            _take_apart(document, correspondence)
    except CONTAINED as error:
        return Work(spoiled(draft, mishap(error, "understanding it")))
    return document


def _unexplained(document: Work, correspondence: Correspondence, limits: Limits) -> dict[int, int]:
    """As `audit.unexplained`. Where that fails, the document says so: nobody may take it for read to its end."""
    try:
        with account.document(document.draft.source.path, limits.document_seconds):
            return audit.unexplained(document, correspondence)
    except CONTAINED as error:
        document.draft = spoiled(document.draft, mishap(error, "accounting for its words"))
        return {}


def _records(documents: Sequence[Work], sigla: str | None, limits: Limits) -> tuple[list[Scheda], list[Protocollo], list[Problem]]:
    """The schede and agreements of all documents, named and linked, and what was none or came twice."""
    digests = {document.draft.source.path: document.draft.sha256 for document in documents}
    bounded, outside = within_bounds(_schede(documents, sigla), limits)
    schede, duplicates = _without_repetitions(scheda_keys(bounded, digests))
    protocolli = protocollo_keys(_protocolli(documents), digests)
    links = link_protocolli(schede, protocolli)
    linked = [replace(protocollo, schede=links.get(protocollo.key, ())) for protocollo in protocolli]
    return schede, linked, [*duplicates, *outside]


def _take_apart(document: Work, correspondence: Correspondence) -> None:
    source, text = document.draft.source, document.draft.text
    if text is None or source.envelope or document.draft.metadata:
        return
    document.blocks = list(text.blocks)
    if source.body:
        forwarded = surroundings.is_forward(correspondence)
        own, document.quoted = split_quoted(text.blocks, forwarded=forwarded)
        document.blocks = answered_items(own, document.quoted)
    else:
        document.agreement = find_agreement(document.blocks)
    if _has_annexed_agreement(document):
        return
    document.split = split(document.blocks, body=source.body)
    if document.quoted and not _tells(document.split):
        _take_what_is_passed_on(document, correspondence)
    if text.ocr and document.split.form is not None:
        document.split.form = as_scanned(document.split.form)
    if document.agreement is not None:
        titled = [s for s in document.split.sections if any(h.title is not None for h in s.headings)]
        if len(titled) >= 1 and document.split.claims.get(document.agreement.title_block) == "scheda":
            # A scheda that quotes its agreement at length is a scheda.
            document.agreement = None
        else:
            document.split.sections, document.split.free_texts = [], []


def _tells(found: Split) -> bool:
    return bool(found.sections or found.free_texts)


def _take_what_is_passed_on(document: Work, correspondence: Correspondence) -> None:
    """Practices that stand in the earlier mails below a mail which itself tells none: they were sent with it, whatever its subject says."""
    content, others = passed_on(document.quoted, correspondence.own_address)
    whole = [*document.blocks, *content]
    found = split(whole, body=True)
    if content and _tells(found):
        document.blocks, document.quoted, document.split = whole, others, found


def _has_annexed_agreement(document: Work) -> bool:
    """Schede with the text of their agreement behind them in one file: each half is taken for what it is."""
    if document.draft.source.body or (place := annexed_at(document.blocks)) is None:
        return False
    before, behind = document.blocks[:place], document.blocks[place:]
    split_before = split(before)
    if not split_before.sections:
        return False
    document.split, document.agreement = split_before, find_agreement(behind)
    document.split.claims |= {block.index: "agreement" for block in behind}
    return True


def _marked(documents: Iterable[Work]) -> tuple[int, ...] | None:
    forms = [document.split.form for document in documents if document.split.form is not None and _shows_marks(document)]
    if not forms:
        return None
    return tuple(sorted({number for form in forms for number in form.marked}))


def _shows_marks(document: Work) -> bool:
    """Whether a form without ticks is known to have none: character recognition drops boxes, and some formats cannot tell."""
    form, text = document.split.form, document.draft.text
    if form is None or form.marked:
        return form is not None
    if text is not None and text.ocr:
        # Only boxes whose ink was measured show that nothing is ticked.
        return len(form.items) >= NEARLY_ALL and all(item.mark == EMPTY for item in form.items)
    return all(item.mark != UNKNOWN for item in form.items)


def _unreadable_marks(documents: Iterable[Work]) -> Iterator[Problem]:
    """Items of a form of which nobody can tell whether they are ticked."""
    for document in documents:
        form, text, path = document.split.form, document.draft.text, document.draft.source.path
        if form is None or text is None:
            continue
        for item in form.items:
            if item.mark == UNKNOWN and item.campo not in form.marked:
                yield Problem(ProblemCode.CAMPO_UNCERTAIN, f"whether campo {item.campo} is ticked cannot be read", item.campo, path)
        if text.ocr and form.marked and all(item.mark in {TICKED, ""} for item in form.items):
            detail = "the ticks of this scan were read as letters, not measured in boxes: some may have been missed"
            yield Problem(ProblemCode.CAMPO_UNCERTAIN, detail, None, path)


def _sender(
    documents: Sequence[Work], correspondence: Correspondence, registrations: Sequence[Registration], origin: Mention | None
) -> tuple[SenderDecision, tuple[Problem, ...]]:
    letterheads = [d.blocks for d in documents if not d.draft.source.body and d.agreement is None and d.blocks]
    bodies = [d.blocks for d in documents if d.draft.source.body and d.blocks]
    return decide_sender(correspondence, letterheads, bodies, registrations, origin)


def _schede(documents: Sequence[Work], sigla: str | None) -> list[Scheda]:
    schede: list[Scheda] = []
    for document in documents:
        for section, decisions in document.sections:
            schede += [_scheda(document, section, decision, sigla) for decision in decisions]
    return schede


def _scheda(document: Work, section: Section, decision: Decision, sigla: str | None) -> Scheda:
    cues = (Evidence("sentences that tell it: " + " | ".join(decision.cues)),) if decision.cues else ()
    marks = document.split.form.evidence if document.split.form and decision.method.value == "tick" else ()
    ticked = tuple(evidence for evidence in marks if (item := read_heading(evidence.text)) is None or decision.campo in item.campi)
    return Scheda(
        key="",
        campo=decision.campo,
        title=section.title,
        description=section.description,
        document=document.draft.source.path,
        prefettura=sigla,
        confidence=decision.confidence,
        method=decision.method,
        suggested_campo=decision.suggested,
        needs_review=decision.needs_review,
        evidence=(*section.evidence, *ticked, *cues),
    )


def _without_repetitions(schede: Sequence[Scheda]) -> tuple[list[Scheda], list[Problem]]:
    """One scheda sent twice in a message (Word and its scan, attachment and body) is one scheda."""
    kept: list[Scheda] = []
    problems: list[Problem] = []
    for scheda in sorted(schede, key=lambda scheda: scheda.document.endswith("(body)")):
        twin = next((other for other in kept if other.campo == scheda.campo and _alike(other, scheda)), None)
        if twin is None:
            kept.append(scheda)
        else:
            detail = f"campo {scheda.campo} is described in the same words in {twin.document} and {scheda.document}"
            problems.append(Problem(ProblemCode.POSSIBLE_DUPLICATE, detail, campo=scheda.campo, document=scheda.document))
    order = {scheda.key: number for number, scheda in enumerate(schede)}
    return sorted(kept, key=lambda scheda: order[scheda.key]), problems


def _alike(one: Scheda, other: Scheda) -> bool:
    return one.document != other.document and fuzz.token_sort_ratio(one.description, other.description) >= SAME_TEXT


def _protocolli(documents: Sequence[Work]) -> list[Protocollo]:
    found: list[Protocollo] = []
    for document in documents:
        agreement = document.agreement
        if agreement is not None:
            source = document.draft.source
            own = [block for block in document.blocks if block.index >= agreement.title_block] if document.sections else document.blocks
            parties = find_parties(own, agreement.title_block)
            terms = find_terms(own)
            found.append(
                Protocollo(
                    key="",
                    kind=agreement.kind,
                    title=agreement.title,
                    parties=parties,
                    signed_on=agreement.signed_on,
                    document=source.path,
                    evidence=agreement.evidence,
                    canonical=tuple(canonical(party) for party in parties),
                    place=terms.place,
                    duration=terms.duration,
                    number=terms.number,
                )
            )
    return found


def _campo_problems(documents: Sequence[Work]) -> list[Problem]:
    return [
        Problem(decision.problem[0], decision.problem[1], campo=decision.campo, document=document.draft.source.path)
        for document in documents
        for _, decisions in document.sections
        for decision in decisions
        if decision.problem is not None
    ]


def _possible_several(documents: Sequence[Work]) -> Iterator[Problem]:
    """Documents with schede that probably hold more practices than one, with the borders that are proposed."""
    for document in documents:
        doubted = [(decisions[0].campo, section.doubtful) for section, decisions in document.sections if section.doubtful]
        if doubted:
            borders = [line for _, lines in doubted for line in lines]
            shown = ", ".join(f"“{line}…”" for line in borders[:_MOST_BORDERS])
            more = f" and {len(borders) - _MOST_BORDERS} more" if len(borders) > _MOST_BORDERS else ""
            campo = doubted[0][0] if len(doubted) == 1 else None
            detail = f"another practice may begin at {shown}{more}"
            yield Problem(ProblemCode.POSSIBLE_SEVERAL, detail, campo, document.draft.source.path)


def _announcements(documents: Sequence[Work]) -> dict[str, str]:
    """What the mail's own text and covering letters say, by the path of each."""
    letters = [document for document in documents if document.draft.source.body or _kind(document) is DocumentKind.COVER_LETTER]
    return {letter.draft.source.path: "\n".join(block.text for block in letter.blocks) for letter in letters}


def _kind(document: Work) -> DocumentKind:
    draft = document.draft
    if draft.source.body:
        return DocumentKind.BODY
    if draft.source.envelope or draft.metadata:
        return DocumentKind.METADATA
    if document.sections:
        return DocumentKind.SCHEDA
    if document.agreement is not None:
        return DocumentKind.PROTOCOLLO
    if document.split.form is not None:
        blank = _shows_marks(document) and not document.split.form.marked
        return DocumentKind.BLANK_FORM if blank else DocumentKind.SCHEDA
    rules = set(document.split.claims.values())
    if {"subject", "addressee", "opening reference", "closing"} & rules and document.blocks:
        return DocumentKind.COVER_LETTER
    return DocumentKind.OTHER


def _record(document: Work, unexplained: Mapping[int, int]) -> DocumentRecord:
    draft = document.draft
    text = draft.text
    return DocumentRecord(
        path=draft.source.path,
        filename=draft.source.filename,
        media_type=draft.media_type,
        declared_type=draft.source.declared_type,
        sha256=draft.sha256,
        size=len(draft.source.content),
        kind=_kind(document),
        status=draft.status,
        error=draft.error,
        pages=text.pages if text else None,
        ocr=text.ocr if text else False,
        text=text.text if text else "",
        blocks=len(text.blocks) if text else 0,
        unclaimed=tuple(unexplained),
        notes=(*draft.notes, *(text.notes if text else ())),
    )
