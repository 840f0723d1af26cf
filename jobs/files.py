"""The files of a message, for a person to look at."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.opening import open_message
from jobs.app import App

_BODY_SUFFIXES = {"text/html": ".html"}


@dataclass(frozen=True, slots=True)
class Extracted:
    """One file: the `name` to give it, its `path` in the message, its bytes (b"" where it is named and not there)."""

    name: str
    path: str
    content: bytes


def files_of(app: App, number: int) -> Iterator[Extracted]:
    """Every file of a message, envelopes and archives opened, numbered in the order in which they lie in it. What lies
    inside a document stays in it. The limits are those by which the message is read. Raises NotFoundError.
    """
    limits = app.queries.terms(number).of(app.settings.limits)
    opened = open_message(app.originals.get(app.queries.sha256(number)), limits)
    for place, file in enumerate(opened.files, 1):
        kind = file.declared_type.partition(";")[0]
        name = "testo" + _BODY_SUFFIXES.get(kind, ".txt") if file.filename == "(body)" else file.filename
        yield Extracted(f"{place:02}-{name}", file.path, file.content)
