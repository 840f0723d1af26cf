"""The data of the site as files: csv for programs, workbooks for people, and what their columns mean."""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.prefetture import places
from jobs.site.content import Content
from store.column_types import type_of
from store.export import cell
from store.view import View
from store.views import V_PROTOCOLLI, V_SCHEDE_PUBLIC
from store.views_of_offices import V_OFFICES
from store.workbook import write_workbook

#: Workbooks bear the day of the circular, so that the same data make the same file.
_MADE = datetime(2015, 11, 11, tzinfo=UTC)
Rows = list[dict[str, Any]]


def downloads(content: Content, language: str) -> Iterator[tuple[str, bytes]]:
    """Every file by its path: each table as csv and as a workbook headed in the language, and a description for
    programs (Frictionless Data Package).
    """
    tables = [(_PRACTICES, _practices(content)), (_AGREEMENTS, _agreements(content)), (_OFFICES, _offices(content))]
    for view, rows in tables:
        yield f"data/{view.name}.csv", _csv(view, rows).encode("utf-8")
        yield f"data/{view.name}.xlsx", _workbook(view, rows, italian=language == "it")
    package = {"name": "buone-pratiche-5973", "resources": [_resource(view) for view, _ in tables]}
    yield "data/datapackage.json", (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _table(name: str, meaning: str, of: View, columns: str, more: tuple[tuple[str, str], ...] = ()) -> View:
    """A table of the site: columns that mean what they do in a view, in this order, and others."""
    meanings = {column: said for column, _, said in of.columns} | dict(more)
    listed = columns.split() + [column for column, _ in more if column not in columns.split()]
    return View(name, meaning, tuple((column, "", meanings[column]) for column in listed), "")


_OFFICE = ("office", "Name of the office")
_PRACTICES = _table(
    "practices", V_SCHEDE_PUBLIC.meaning, V_SCHEDE_PUBLIC,
    "scheda_id campo title description prefettura office region received_on needs_review",
    (_OFFICE, ("received_on", "Day on which the message was received")),
)  # fmt: skip
_AGREEMENTS = _table(
    "agreements", V_PROTOCOLLI.meaning, V_PROTOCOLLI,
    "protocollo_id kind title parties signed_on prefettura office region", (_OFFICE,),
)  # fmt: skip
_OFFICES = _table(
    "offices", V_OFFICES.meaning, V_OFFICES, " ".join(V_OFFICES.names),
    (("latitude", "Degrees north, to about a kilometre"), ("longitude", "Degrees east, likewise")),
)  # fmt: skip


def _practices(content: Content) -> Rows:
    return [
        {
            "scheda_id": p.number, "campo": p.campo, "title": p.title, "description": p.text,
            "prefettura": p.prefettura, "office": p.office, "region": p.region, "received_on": p.received,
            "needs_review": int(p.needs_review),
        }
        for p in content.practices.values()
    ]  # fmt: skip


def _agreements(content: Content) -> Rows:
    return [
        {
            "protocollo_id": a.number, "kind": a.kind, "title": a.title, "parties": "; ".join(a.parties),
            "signed_on": a.signed or None, "prefettura": a.prefettura, "office": a.office, "region": a.region,
        }
        for a in content.agreements.values()
    ]  # fmt: skip


def _offices(content: Content) -> Rows:
    where = {sigla: {"latitude": north, "longitude": east} for sigla, (north, east) in places().items()}
    return [dict(office) | where[office["prefettura"]] for office in content.offices]


def _csv(view: View, rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(view.names)
    writer.writerows([cell(row[name]) for name in view.names] for row in rows)
    return out.getvalue()


def _workbook(view: View, rows: Rows, *, italian: bool) -> bytes:
    with tempfile.TemporaryDirectory(prefix="raccolta-site.") as folder:
        file = Path(folder) / "x.xlsx"
        write_workbook(rows, view, file, italian=italian, made=_MADE)
        return file.read_bytes()


def _resource(view: View) -> dict[str, Any]:
    fields = [{"name": name, "type": str(type_of(name)), "description": said} for name, _, said in view.columns]
    return {
        "name": view.name, "title": view.meaning, "path": f"{view.name}.csv", "format": "csv", "encoding": "utf-8",
        "schema": {"fields": fields},
    }  # fmt: skip
