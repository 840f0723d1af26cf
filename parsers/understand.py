"""Understands all the files of one message together: the heart of the package. Pure: same sources in, same reading
out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from config import account
from config.limits import Limits
from config.mishaps import CONTAINED, mishap
from config.stages import stage
from config.vocabulary import DocumentKind, Problem, ProblemCode, Rule
from parsers import audit, business
from parsers.agreements.act import BEYOND_DOUBT, Agreement, annexed_at, find_agreement, possible_agreement
from parsers.agreements.parties import Party, find_parties, in_doubt
from parsers.agreements.terms import Terms, find_terms
from parsers.behind import link_protocolli
from parsers.campo.learned import NOTHING_LEARNED, CampoModel
from parsers.campo.match import assign_campi
from parsers.correspondence import surroundings
from parsers.correspondence.office import decide_sender
from parsers.correspondence.quotes import answered_items, passed_on, split_quoted
from parsers.files import Draft, Opener, read_all, spoiled
from parsers.gaps import problems_of
from parsers.keys import protocollo_keys
from parsers.model import (
    EMPTY,
    TICKED,
    UNKNOWN,
    Block,
    BlockKind,
    Correspondence,
    DocumentRecord,
    DocumentText,
    Mention,
    Protocollo,
    Reading,
    Region,
    Registration,
    SenderDecision,
    Source,
)
from parsers.official.form import NEARLY_ALL, as_scanned
from parsers.practices.cover import whole
from parsers.practices.partition import Split, split
from parsers.schede import Made, campo_problems, schede_of
from parsers.several import possible_several
from parsers.work import Work

#: What makes a document without practices a letter.
_OF_LETTERS = frozenset({Rule.SUBJECT, Rule.ADDRESSEE, Rule.OPENING, Rule.CLOSING})


def understand(
    sources: Sequence[Source],
    correspondence: Correspondence,
    limits: Limits,
    opener: Opener,
    model: CampoModel = NOTHING_LEARNED,
) -> Reading:
    """Reads every source and says what the message holds; `opener` opens files inside documents, `model` is what was
    learned from persons' decisions. Never raises on content.
    """
    with stage("read"):
        drafts, unopened = read_all(sources, limits, opener)
    # What was read in time is understood, also where reading took all the time of the message.
    account.allow_to_finish()
    documents = [_taken_apart(draft, correspondence, limits) for draft in drafts]
    marked = _marked(documents)
    assign_campi(documents, marked or (), correspondence.subject, model)
    registrations = tuple(surroundings.registrations(documents))
    origin = surroundings.origin(documents, correspondence)
    sender, sender_problems = _sender(documents, correspondence, registrations, origin)
    made, protocolli = _records(documents, sender.sigla, limits)
    possible = _possible_agreements(documents, limits)
    files = [(document, _account(document, correspondence, limits)) for document in documents]
    if not (made.schede or protocolli or possible or marked):
        files = [(document, business.looked_at(document, account_)) for document, account_ in files]
    records = tuple(_record(document, account_, made, protocolli) for document, account_ in files)
    problems = [
        *unopened,
        *(problem for document in documents for problem in document.draft.problems),
        *(sender_problems if _matters(documents, made, protocolli, marked) else ()),
        *campo_problems(documents),
        *possible_several(documents, made.schede, protocolli, correspondence.subject),
        *_unreadable_marks(documents),
        *made.problems,
        *possible,
        *surroundings.withdrawals(registrations),
        *problems_of(made.schede, protocolli, records, marked, _announcements(documents)),
        *filter(None, (audit.problem_of(document, account_, limits) for document, account_ in files)),
    ]
    return Reading(
        prefettura=sender,
        documents=records,
        schede=tuple(made.schede),
        protocolli=tuple(protocolli),
        problems=tuple(dict.fromkeys(problems)),
        marked_campi=marked,
        registrations=registrations,
        relations=tuple(surroundings.relations(list(_announcements(documents).values()), correspondence)),
        origin=origin,
    )


def _taken_apart(draft: Draft, correspondence: Correspondence, limits: Limits) -> Work:
    """A document with what it holds. A fault at one is a problem of that one: its text is kept, and its siblings are
    understood.
    """
    document = Work(draft)
    try:
        with account.document(draft.source.path, limits.document_seconds):
            _take_apart(document, correspondence)
    except CONTAINED as error:
        return Work(spoiled(draft, mishap(error, "understanding it")))
    return document


def _account(document: Work, correspondence: Correspondence, limits: Limits) -> audit.Account:
    """As `audit.account_of`. Where that fails, the document says so: nobody may take it for read to its end."""
    try:
        with account.document(document.draft.source.path, limits.document_seconds):
            return audit.account_of(document, correspondence)
    except CONTAINED as error:
        document.draft = spoiled(document.draft, mishap(error, "accounting for its words"))
        return audit.without_account(document)


def _matters(
    documents: Sequence[Work], made: Made, protocolli: Sequence[Protocollo], marked: tuple[int, ...] | None
) -> bool:
    """Whether it matters who sent a message: it holds something, or something in it could not be read."""
    return bool(made.schede or protocolli or marked or any(document.draft.problems for document in documents))


def _records(documents: Sequence[Work], sigla: str | None, limits: Limits) -> tuple[Made, list[Protocollo]]:
    """The schede and agreements of all documents, named and linked, and what was none or came twice."""
    made = schede_of(documents, sigla, limits)
    digests = {document.draft.source.path: document.draft.sha256 for document in documents}
    protocolli = protocollo_keys(_protocolli(documents, limits), digests)
    links = link_protocolli(made.schede, protocolli)
    return made, [
        replace(one, schede=tuple(links[one.key]), reasons=tuple(links[one.key].values())) for one in protocolli
    ]


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
    document.split = split(document.blocks, body=source.body, tells=business.tells, hollow=business.is_hollow)
    if document.quoted and not _tells(document.split):
        _take_what_is_passed_on(document, correspondence)
    if text.ocr and document.split.form is not None:
        document.split.form = as_scanned(document.split.form)
    if document.agreement is not None:
        if _is_scheda(document.split, document.agreement):
            document.agreement = None
        else:
            document.split.sections, document.split.free_texts = [], []
            document.split.regions = _all_agreement(document.blocks)


def _is_scheda(found: Split, agreement: Agreement) -> bool:
    """Whether a document that reads like an agreement is a scheda about one: it quotes it at length below an official
    title, or tells of it below the number of its campo.
    """
    headings = [heading for section in found.sections for heading in section.headings]
    if any(heading.title is not None for heading in headings) and found.tells(agreement.title_block):
        return True
    return bool(headings) and agreement.likeness < BEYOND_DOUBT


def _tells(found: Split) -> bool:
    return bool(found.sections or found.free_texts)


def _take_what_is_passed_on(document: Work, correspondence: Correspondence) -> None:
    """Practices that stand in the earlier mails below a mail which itself tells none: they were sent with it, whatever
    its subject says.
    """
    content, others = passed_on(document.quoted, correspondence.own_address)
    together = [*document.blocks, *content]
    found = split(together, body=True, tells=business.tells, hollow=business.is_hollow)
    if content and _tells(found):
        document.blocks, document.quoted, document.split = together, others, found


def _has_annexed_agreement(document: Work) -> bool:
    """Schede with the text of their agreement behind them in one file: each half is taken for what it is."""
    if document.draft.source.body or (place := annexed_at(document.blocks)) is None:
        return False
    before, behind = document.blocks[:place], document.blocks[place:]
    # A few words alone above an agreement are its subject.
    split_before = split(before, tells=lambda _: False)
    if not _tells(split_before):
        return False
    document.split, document.agreement = split_before, find_agreement(behind)
    document.split.regions += _all_agreement(behind)
    return True


def _all_agreement(blocks: Sequence[Block]) -> tuple[Region, ...]:
    """All text of an agreement is its own, but for what is printed on every page."""
    furniture = {BlockKind.HEADER, BlockKind.FOOTER}
    return tuple(
        whole(block, Rule.FURNITURE if block.kind in furniture else Rule.AGREEMENT) for block in blocks if block.text
    )


def _marked(documents: Iterable[Work]) -> tuple[int, ...] | None:
    forms = [
        document.split.form for document in documents if document.split.form is not None and _shows_marks(document)
    ]
    if not forms:
        return None
    return tuple(sorted({number for form in forms for number in form.marked}))


def _shows_marks(document: Work) -> bool:
    """Whether a form without ticks is known to have none: character recognition drops boxes, and some formats cannot
    tell.
    """
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
                yield Problem(
                    ProblemCode.CAMPO_UNCERTAIN,
                    f"whether campo {item.campo} is ticked cannot be read",
                    item.campo,
                    path,
                )
        if text.ocr and form.marked and all(item.mark in {TICKED, ""} for item in form.items):
            detail = "the ticks of this scan were read as letters, not measured in boxes: some may have been missed"
            yield Problem(ProblemCode.CAMPO_UNCERTAIN, detail, None, path)


def _sender(
    documents: Sequence[Work],
    correspondence: Correspondence,
    registrations: Sequence[Registration],
    origin: Mention | None,
) -> tuple[SenderDecision, tuple[Problem, ...]]:
    letterheads = [d.blocks for d in documents if not d.draft.source.body and d.agreement is None and d.blocks]
    bodies = [d.blocks for d in documents if d.draft.source.body and d.blocks]
    return decide_sender(correspondence, letterheads, bodies, registrations, origin)


def _protocolli(documents: Sequence[Work], limits: Limits) -> list[Protocollo]:
    return [
        _protocollo(document, document.agreement, limits) for document in documents if document.agreement is not None
    ]


def _protocollo(document: Work, agreement: Agreement, limits: Limits) -> Protocollo:
    """The record of an agreement. A fault at its parties or terms is a problem of its document, and the rest of it is
    kept.
    """
    first = agreement.title_block if document.sections else agreement.begins
    own = [block for block in document.blocks if block.index >= first]
    parties: tuple[Party, ...] = ()
    terms = Terms()
    try:
        with account.document(document.draft.source.path, limits.document_seconds):
            terms = find_terms(own)
            parties = find_parties(own, agreement.title_block, agreement.subject)
    except CONTAINED as error:
        document.draft = spoiled(document.draft, mishap(error, "reading who signs the agreement"))
    return Protocollo(
        key="",
        kind=agreement.kind,
        title=agreement.title,
        parties=tuple(party.name for party in parties),
        signed_on=agreement.signed_on,
        document=document.draft.source.path,
        evidence=(*agreement.evidence, *terms.evidence),
        canonical=tuple(party.canonical for party in parties),
        party_facts=tuple(party.facts for party in parties),
        place=agreement.place or terms.place,
        duration=terms.duration,
        number=terms.number,
        doubts=(*agreement.doubts, *(("parties",) if in_doubt(parties) else ())),
    )


def _possible_agreements(documents: Sequence[Work], limits: Limits) -> list[Problem]:
    """Documents that were not taken for an agreement but may be one, by a name in the head or by how they read."""
    found = []
    for document in documents:
        if document.agreement is not None or document.draft.source.body or document.sections:
            continue
        try:
            with account.document(document.draft.source.path, limits.document_seconds):
                named = possible_agreement(document.blocks)
        except CONTAINED as error:
            document.draft = spoiled(document.draft, mishap(error, "looking for an agreement in it"))
            continue
        if named:
            detail = f"it may be an agreement: “{named}”"
            found.append(Problem(ProblemCode.POSSIBLE_AGREEMENT, detail, None, document.draft.source.path))
    return found


def _announcements(documents: Sequence[Work]) -> dict[str, str]:
    """What the mail's own text and covering letters say, by the path of each."""
    letters = [
        document for document in documents if document.draft.source.body or _kind(document) is DocumentKind.COVER_LETTER
    ]
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
    rules = {region.rule for region in document.split.regions}
    return DocumentKind.COVER_LETTER if _OF_LETTERS & rules and document.blocks else DocumentKind.OTHER


def _record(document: Work, account_: audit.Account, made: Made, protocolli: Sequence[Protocollo]) -> DocumentRecord:
    draft = document.draft
    text = draft.text
    path = draft.source.path
    agreements = tuple(protocollo.key for protocollo in protocolli if protocollo.document == path)
    return DocumentRecord(
        path=path,
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
        unclaimed=tuple(account_.words),
        notes=(*draft.notes, *(text.notes if text else ())),
        lines=_lines(text) if text else (),
        regions=tuple(
            replace(region, records=agreements) if region.rule is Rule.AGREEMENT else made.recorded(path, region)
            for region in account_.regions
        ),
    )


def _lines(text: DocumentText) -> tuple[tuple[int, int | None], ...]:
    """Where each block begins in the text of its document, and its page."""
    lengths = [0, *(len(block.text) + 1 for block in text.blocks[:-1])]
    return tuple(zip(accumulate(lengths), (block.page for block in text.blocks), strict=False))
