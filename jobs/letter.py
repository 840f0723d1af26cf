"""Writes to an office what its replies lack: a Word letter that a person signs and sends."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
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

_MONTHS = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
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
        ),
    ),
)
_WHY = {
    ProblemCode.UNREADABLE_DOCUMENT: "il file risulta danneggiato o privo di testo leggibile",
    ProblemCode.ENCRYPTED_DOCUMENT: "il file è protetto da password",
    ProblemCode.UNSUPPORTED_DOCUMENT: "il formato del file non è leggibile",
    ProblemCode.ARCHIVE_LIMIT: "il file o l'archivio supera le dimensioni consentite",
}


def letter(app: App, sigla: str) -> bytes | None:
    """The letter to the office `sigla` as a Word file; None if nothing is missing. Raises NotFoundError for an unknown
    office or one that sent no reply.
    """
    office = by_sigla().get(named(sigla))
    if office is None:
        raise NotFoundError("a letter needs an office that is known")
    missing = gaps(app.database, office.sigla)
    if not missing:
        if not replies(app.database, office.sigla):
            raise NotFoundError(
                f"no reply of {office.name} ({office.sigla}) is stored, so nothing can be missing from it"
            )
        return None
    return write(office.office, office.name, missing, app.settings.mailbox_address, app.clock().date())


def lacking(app: App) -> list[str]:
    """The siglas of the offices whose replies lack something, in order."""
    return sorted({gap.prefettura for gap in gaps(app.database) if gap.prefettura is not None})


def write(kind: str, name: str, missing: Sequence[Gap], address: str, day: date) -> bytes:
    """The letter as a Word file (`kind` of office and its `name`, what is `missing`, where to send it, the `day` of
    writing).
    """
    import docx

    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    for line in ("Ministero dell'Interno", "Dipartimento per le Libertà Civili e l'Immigrazione"):
        document.add_paragraph(line).runs[0].bold = True
    document.add_paragraph(f"Roma, {_written(day)}")
    document.add_paragraph(f"{_addressee(kind)} {name}".strip())
    _subject(
        document,
        "Circolare n. 5973 dell'11 novembre 2015 - Raccolta sistematica delle buone pratiche. Richiesta di "
        "integrazione.",
    )
    document.add_paragraph(
        f"Con riferimento alla documentazione pervenuta da codesto Ufficio "
        f"({on_one_line('; '.join(_replies(missing)))}), "
        "si rileva che, ai fini della completezza della raccolta, risulta mancante quanto di seguito indicato."
    )
    for heading, codes in _SECTIONS:
        lines = list(dict.fromkeys(on_one_line(_line(gap)) for gap in missing if gap.code in codes))
        if lines:
            document.add_paragraph(heading + ":").runs[0].bold = True
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
    where = f" all'indirizzo {address}" if address else ""
    document.add_paragraph(
        f"Si prega di voler trasmettere quanto sopra, in formato Word o PDF, in risposta alla presente{where}."
    )
    document.add_paragraph("Si ringrazia per la collaborazione.")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


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
