"""Writes to an office what its replies lack: a Word letter that a person signs and sends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from config.campi import campo as official
from config.errors import NotFoundError
from config.prefetture import by_sigla
from config.showing import on_one_line
from config.vocabulary import ProblemCode
from jobs.app import App
from jobs.grouping import COUNTED
from jobs.selection import office as named
from store.gaps import Gap, gaps, replies
from store.letters import Asked

_MONTHS = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
_ORDINALS = {2: "seconda", 3: "terza", 4: "quarta", 5: "quinta"}
_SUBJECT = (
    "Circolare n. 5973 dell'11 novembre 2015 - Raccolta sistematica delle buone pratiche. Richiesta di integrazione."
)
#: What is asked for, in order: heading, and the problems that belong below it.
_SECTIONS: tuple[tuple[str, tuple[ProblemCode, ...]], ...] = (
    ("Campi contrassegnati per i quali non è pervenuta la scheda descrittiva", (ProblemCode.MARKED_WITHOUT_SCHEDA,)),
    ("Protocolli, atti di intesa o accordi citati e non allegati", (ProblemCode.PROTOCOL_MENTIONED_NOT_ATTACHED,)),
    ("Allegati annunciati e non pervenuti", (ProblemCode.MISSING_ATTACHMENT, ProblemCode.MISSING_PART)),
    (
        "Documenti che non è stato possibile leggere",
        (
            ProblemCode.UNREADABLE_DOCUMENT,
            ProblemCode.ENCRYPTED_DOCUMENT,
            ProblemCode.UNSUPPORTED_DOCUMENT,
            ProblemCode.ARCHIVE_LIMIT,
            ProblemCode.INFECTED_DOCUMENT,
        ),
    ),
)
_WHY = {
    ProblemCode.UNREADABLE_DOCUMENT: "il file risulta danneggiato o privo di testo leggibile",
    ProblemCode.ENCRYPTED_DOCUMENT: "il file è protetto da password",
    ProblemCode.UNSUPPORTED_DOCUMENT: "il formato del file non è leggibile",
    ProblemCode.INFECTED_DOCUMENT: "il file risulta infetto da un virus informatico e non è stato aperto",
    ProblemCode.ARCHIVE_LIMIT: "il file o l'archivio supera le dimensioni consentite",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to an office as a Word file, with what is kept of it: see `store.letters`. `reminder` counts the letters
    on record to that office before it.
    """

    prefettura: str
    content: bytes
    asked: tuple[Asked, ...]
    protocol: str
    answer_by: date | None
    reminder: int


def letter(app: App, to: str, protocol: str = "") -> Letter | None:
    """The letter to the office `to` about all its replies, or about the one message of that number; None if nothing is
    missing. `protocol` is the number under which it goes out. Nothing is kept of it before `keep`.

    Raises NotFoundError for a message that is not there, an unknown office or one that sent no reply.
    """
    message = int(to) if to.isdecimal() else None
    office = by_sigla().get(named(to) if message is None else app.queries.message(message)["prefettura"] or "")
    if office is None:
        raise NotFoundError("a letter needs an office that is known")
    missing = [gap for gap in gaps(app.database, office.sigla) if message is None or gap.message == message]
    if not missing:
        if not replies(app.database, office.sigla):
            raise NotFoundError(
                f"no reply of {office.name} ({office.sigla}) is stored, so nothing can be missing from it"
            )
        return None
    before, today = app.letters.listed(office.sigla), app.clock().date()
    days = app.settings.letter_days
    frame = Frame(
        addressee=f"{_addressee(office.office)} {office.name}".strip(),
        address=app.settings.mailbox_address,
        day=today,
        protocol=protocol,
        answer_by=today + timedelta(days=days) if days else None,
        before=tuple((sent.written_at.date(), sent.protocol) for sent in before),
    )
    content = write(frame, missing)
    return Letter(office.sigla, content, asked(missing), protocol, frame.answer_by, len(before))


def keep(app: App, written: Letter, who: str) -> int:
    """Puts a letter on record, and returns its number."""
    return app.letters.keep(written.prefettura, written.protocol, written.asked, who, app.clock(), written.answer_by)


def lacking(app: App) -> list[str]:
    """The siglas of the offices whose replies lack something, in order."""
    return sorted({gap.prefettura for gap in gaps(app.database) if gap.prefettura is not None})


def still_lacking(app: App) -> set[tuple[int, str]]:
    """What is missing now, as (message, line of a letter): what of an earlier letter is still open."""
    return {(item.message, item.text) for item in asked(gaps(app.database))}


def asked(missing: Iterable[Gap]) -> tuple[Asked, ...]:
    """The lines of a letter, in its order, each once for each message."""
    listed = list(missing)
    lines = (
        Asked(gap.message, gap.code, gap.campo, on_one_line(_line(gap)))
        for _, codes in _SECTIONS
        for gap in listed
        if gap.code in codes
    )
    return tuple(dict.fromkeys(lines))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the lines: whom it is written to, the `address` for answers, the `day` of writing, its
    `protocol` number ("" if none), the day to answer by, and day and protocol of each letter `before` it.
    """

    addressee: str
    address: str
    day: date
    protocol: str = ""
    answer_by: date | None = None
    before: tuple[tuple[date, str], ...] = ()


def write(frame: Frame, missing: Sequence[Gap]) -> bytes:
    """The letter as a Word file."""
    import docx

    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    for line in ("Ministero dell'Interno", "Dipartimento per le Libertà Civili e l'Immigrazione"):
        document.add_paragraph(line).runs[0].bold = True
    document.add_paragraph(f"Roma, {_written(frame.day)}")
    if frame.protocol:
        document.add_paragraph(f"Prot. n. {frame.protocol}")
    document.add_paragraph(frame.addressee)
    _subject(document, _SUBJECT + (" Sollecito." if frame.before else ""))
    if frame.before:
        document.add_paragraph(_reminder(frame.before))
    document.add_paragraph(
        f"Con riferimento alla documentazione pervenuta da codesto Ufficio "
        f"({on_one_line('; '.join(_replies(missing)))}), "
        "si rileva che, ai fini della completezza della raccolta, risulta mancante quanto di seguito indicato."
    )
    _list(document, missing)
    where = f" all'indirizzo {frame.address}" if frame.address else ""
    by = f", entro il {_written(frame.answer_by)}" if frame.answer_by is not None else ""
    cited = f", citando il prot. n. {frame.protocol}" if frame.protocol else ""
    document.add_paragraph(
        f"Si prega di voler trasmettere quanto sopra{by}, in formato Word o PDF, in risposta alla presente{cited}"
        f"{where}."
    )
    document.add_paragraph("Si ringrazia per la collaborazione.")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _list(document: Any, missing: Sequence[Gap]) -> None:
    lines = asked(missing)
    for heading, codes in _SECTIONS:
        said = list(dict.fromkeys(item.text for item in lines if item.code in codes))
        if said:
            document.add_paragraph(heading + ":").runs[0].bold = True
            for line in said:
                document.add_paragraph(line, style="List Bullet")


def _reminder(before: Sequence[tuple[date, str]]) -> str:
    """That it is not the first letter, and which went before it."""
    count = len(before) + 1
    which = f"{_ORDINALS[count]} richiesta" if count in _ORDINALS else f"richiesta n. {count}"
    earlier = [f"del {_written(day)}" + (f", prot. n. {protocol}" if protocol else "") for day, protocol in before]
    note = "alla nota" if len(before) == 1 else "alle note"
    return (
        f"La presente è la {which} e fa seguito {note} {'; '.join(earlier)}, a cui non risulta pervenuto completo "
        "riscontro."
    )


def _subject(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run("Oggetto: ").bold = True
    paragraph.add_run(text)


def _addressee(kind: str) -> str:
    return {
        "Prefettura": "Alla Prefettura - Ufficio Territoriale del Governo di",
        "Commissariato del Governo": "Al Commissariato del Governo per la Provincia di",
    }.get(kind, "Alla Presidenza della Regione autonoma Valle d'Aosta -")


def _replies(missing: Iterable[Gap]) -> Iterator[str]:
    """Each reply once: its day, its protocol if known, its subject."""
    seen: set[int] = set()
    for gap in missing:
        if gap.message not in seen:
            seen.add(gap.message)
            protocol = f", prot. n. {gap.protocol}" if gap.protocol else ""
            yield (
                f"messaggio del {_written(gap.received_at.date())}{protocol}, oggetto "
                f"«{gap.subject or 'senza oggetto'}»"
            )


def _line(gap: Gap) -> str:
    if gap.code == ProblemCode.MARKED_WITHOUT_SCHEDA and gap.campo is not None:
        return f"campo {gap.campo}: {official(gap.campo).title}"
    if gap.code == ProblemCode.PROTOCOL_MENTIONED_NOT_ATTACHED:
        words = gap.detail.partition("…")[2].strip(" …")
        return f"scheda sul campo {gap.campo}, dove si legge: «… {words} …»"
    if gap.code == ProblemCode.MISSING_PART:
        number, _, total = gap.detail.partition("part ")[2].partition(";")[0].partition(" of ")
        lacking = gap.detail.rpartition(": ")[2]
        return f"l'invio «{gap.subject}» è la parte {number} di {total}; non risulta pervenuta la parte {lacking}"
    if gap.code == ProblemCode.MISSING_ATTACHMENT:
        return _missing_attachment(gap)
    return f"{_file(gap)}: {_WHY[ProblemCode(gap.code)]}"


def _missing_attachment(gap: Gap) -> str:
    """Announced and not there; there without content; or taken off on its way, of which a note in the text tells."""
    day = _written(gap.received_at.date())
    if gap.detail.startswith("the text announces"):
        return f"il testo del messaggio del {day} annuncia un allegato che non era presente"
    if gap.document == "(body)":
        return f"nel messaggio del {day} si avverte che un allegato è stato rimosso prima della consegna"
    if names := gap.detail.partition("came without content: ")[2]:
        return (
            f"«{names.replace(' and ', ' e ').replace(' more', ' altri')}»: l'allegato è pervenuto privo di contenuto"
        )
    return f"{_file(gap)}: l'allegato è pervenuto privo di contenuto"


def _file(gap: Gap) -> str:
    """The file that a gap is about, or how many where they were only counted (`jobs.grouping`)."""
    if counted := COUNTED.match(gap.detail):
        return f"altri {counted[1]} file" + (f" in «{counted[2]}»" if counted[2] else "")
    return f"«{gap.document or gap.detail.partition(':')[0]}»"


def _written(day: date) -> str:
    return f"{day.day}{'°' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"
