"""The lines of a message as `raccolta show ID --text` prints them."""

import shutil
import sys
import textwrap
from itertools import groupby
from typing import Any

import click

from config.showing import visible
from config.vocabulary import DocumentKind, DocumentStatus
from jobs.cli.common import print_json, told
from jobs.language.words import retell, word

#: The columns before the text: number of the paragraph, page, and at most for what claimed it.
_NUMBER, _PAGE, _RULE = 5, 5, 34
#: In a pipe, and at most.
_WIDTH = 140
#: The least room for the text.
_NARROWEST = 24


def show_lines(message: dict[str, Any], lines: list[dict[str, Any]], wanted: str, *, as_json: bool) -> None:
    """Prints the lines of all documents of a message, or of the wanted one, each with its region."""
    if as_json:
        print_json(lines)
        return
    by_path = {path: list(group) for path, group in groupby(lines, key=lambda line: line["document_path"])}
    for document in message["documents"]:
        if wanted not in {"", document["path"], document["filename"]}:
            continue
        error = f" ({retell(document['error'])})" if document["error"] else ""
        told(
            "document   {path}: {kind}, {status}{error}",
            path=document["path"],
            kind=word(DocumentKind, document["kind"]),
            status=word(DocumentStatus, document["status"]),
            error=error,
        )
        own = by_path.get(document["path"], [])
        if any(line["rule"] is None for line in own):
            told(
                "           read by an earlier version: `raccolta rerun {message}` says what claimed its lines",
                message=message["id"],
            )
        width = min(_WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else _WIDTH
        column = min(max((len(_claim(line)) for line in own), default=0), _RULE)
        for line in own:
            _show(line, column, width)


def _show(line: dict[str, Any], column: int, width: int) -> None:
    """A line whose text begins behind what claimed it, which takes `column` characters, and ends at `width`."""
    page = f"p. {line['page']}" if line["page"] else ""
    head = f"{line['line']:>{_NUMBER}} {page:<{_PAGE}} {_claim(line):<{column}} "
    room = max(width - len(head), _NARROWEST)
    text = [piece for part in visible(line["text"]).split("\n") for piece in textwrap.wrap(part, room) or [""]]
    click.echo(head + f"\n{' ' * len(head)}".join(text))


def _claim(line: dict[str, Any]) -> str:
    """`practice, scheda 40, 41`."""
    schede = f", scheda {', '.join(map(str, line['schede']))}" if line["schede"] else ""
    act = f", protocollo {line['protocollo']}" if line["protocollo"] else ""
    return f"{line['rule'] or '-'}{schede}{act}"
