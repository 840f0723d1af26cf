"""`raccolta letter`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config.errors import StorageUnavailableError, UsageError
from config.settings import Settings
from jobs.cli.common import json_option, print_json, told, whole_file, with_settings
from jobs.cli.persons import by_person
from jobs.decide import Person
from jobs.language.words import tell

if TYPE_CHECKING:
    from jobs.app import App
    from store.letters import Sent


@click.command("letter")
@click.argument("to", metavar="[SIGLA|ID]", required=False)
@click.option("--all", "everyone", is_flag=True, help="To every office whose replies lack something.")
@click.option("--list", "listed", is_flag=True, help="The letters on record, and what of them is still missing.")
@click.option(
    "-o", "--output", metavar="FILE|DIR", type=click.Path(path_type=Path), help="Where to; default: lettera-SIGLA.docx."
)
@click.option("--protocol", default="", metavar="NUMBER/YEAR", help="The protocol number under which it goes out.")
@click.option("--draft", is_flag=True, help="Keep no record of it; it does not count as a letter.")
@by_person
@with_settings
@json_option
def command(
    to: str | None,
    everyone: bool,
    listed: bool,
    output: Path | None,
    protocol: str,
    draft: bool,
    by: Person,
    settings: Settings,
    as_json: bool,
) -> None:
    """Write a Word letter to the office SIGLA (CR for Cremona) that asks for what its replies lack, or about the one
    message ID; with --all one to each such office, into the folder DIR. What was asked, when and by when is kept, and
    the next letter says that it is a reminder.
    """
    from jobs.app import open_existing
    from jobs.letter import lacking

    if (to is not None) + everyone + listed != 1:
        raise UsageError("name an office by its sigla or a message by its number, or --all with -o DIR, or --list")
    if protocol and everyone:
        raise UsageError("--protocol is of one letter: name an office")
    with open_existing(settings) as app:
        if listed:
            _list(app, as_json=as_json)
            return
        if to is not None:
            made = [_write(app, to, output or Path(f"lettera-{to.upper()}.docx"), protocol, None if draft else by)]
        else:
            folder = _folder(output)
            offices = lacking(app)
            if not offices:
                told("nothing is missing from any reply: no letter was written", err=True)
            made = [_write(app, one, folder / f"lettera-{one}.docx", "", None if draft else by) for one in offices]
    if as_json:
        print_json([item for item in made if item is not None])


def _folder(output: Path | None) -> Path:
    if output is None:
        raise UsageError("--all needs a folder: add -o DIR")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnavailableError(f"{output} cannot be made: {error.strerror}") from error
    return output


def _write(app: "App", to: str, target: Path, protocol: str, by: Person | None) -> dict[str, Any] | None:
    """Writes one letter and puts it on record, unless it is a draft (no `by`)."""
    from jobs.letter import keep, letter

    written = letter(app, to, protocol)
    if written is None:
        told("nothing is missing from the replies of {office}: no letter was written", err=True, office=to.upper())
        return None
    whole_file(target, written.content)
    number = keep(app, written, by.name) if by is not None else None
    if not click.get_current_context().params["as_json"]:
        click.echo(str(target))
    return {"letter": number, "prefettura": written.prefettura, "file": str(target), "reminder": written.reminder,
            "asked": len(written.asked)}  # fmt: skip


def _list(app: "App", *, as_json: bool) -> None:
    from jobs.letter import still_lacking

    found, lacks, today = app.letters.listed(), still_lacking(app), app.clock().date()
    answered = app.letters.answered()
    rows = [_row(sent, lacks) | {"answered_by": answered.get(sent.number, [])} for sent in found]
    if as_json:
        print_json(rows)
        return
    for sent, row in zip(found, rows, strict=True):
        late = row["open"] and sent.answer_by is not None and sent.answer_by < today
        _print(sent, row["open"], late=late)
        if row["answered_by"]:
            told("           answered by message {messages}", messages=", ".join(map(str, row["answered_by"])))
    if not found:
        told("no letter was written so far")


def _print(sent: "Sent", still: int, *, late: bool) -> None:
    by = tell("answer by {day}", day=sent.answer_by) if sent.answer_by is not None else tell("no day set")
    told(
        "letter {number}  {sigla}  {day} by {who}{protocol}{which}: {asked} asked, {open} still missing, {by}{late}",
        number=sent.number,
        sigla=sent.prefettura,
        day=sent.written_at.date(),
        who=sent.written_by,
        protocol=tell("  prot. n. {protocol}", protocol=sent.protocol) if sent.protocol else "",
        which=tell("  reminder {number}", number=sent.reminder) if sent.reminder else "",
        asked=len(sent.asked),
        open=still,
        by=by,
        late=tell(" (LATE)") if late else "",
    )


def _row(sent: "Sent", lacks: set[tuple[int, str]]) -> dict[str, Any]:
    still = [(item.message, item.text) in lacks for item in sent.asked]
    return {
        "letter": sent.number, "prefettura": sent.prefettura, "reminder": sent.reminder, "protocol": sent.protocol,
        "written_at": sent.written_at.isoformat(), "written_by": sent.written_by,
        "answer_by": sent.answer_by.isoformat() if sent.answer_by is not None else None, "open": sum(still),
        "asked": [
            {"message": item.message, "code": item.code, "campo": item.campo, "text": item.text, "open": is_open}
            for item, is_open in zip(sent.asked, still, strict=True)
        ],
    }  # fmt: skip
