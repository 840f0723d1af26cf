"""All exports in one folder, with a `datapackage.json` that says what each file and column is (Frictionless Data
Package).
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from config.errors import StorageUnavailableError
from store.column_types import ColumnType, type_of
from store.database import Database
from store.export import BINARY, SUBJECTS, export, export_file, view_of
from store.view import View

DESCRIPTOR = "datapackage.json"
_MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_GUARDED = "In csv a text that a spreadsheet program would run as a formula has an apostrophe before it."


def export_all(
    database: Database, style: str, folder: Path, now: datetime, *, replaced: bool = False
) -> dict[str, int]:
    """Writes every subject into `folder` and returns their numbers of rows. The description is written last: where it
    stands, all files are whole. Raises StorageUnavailableError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # An older description must not vouch for files that are being replaced.
        (folder / DESCRIPTOR).unlink(missing_ok=True)
        counts, resources = {}, []
        for subject in SUBJECTS:
            file = folder / f"{subject}.{style}"
            counts[subject] = _write(database, subject, style, file, replaced=replaced)
            resources.append(_resource(subject, style, file, view_of(subject, replaced=replaced)))
        described = {
            "profile": "data-package", "name": "raccolta", "title": "Replies to Circular 5973/2015",
            "description": f"Moments are UTC. {_GUARDED}", "created": now.isoformat(), "resources": resources,
        }  # fmt: skip
        temporary = folder / f"{DESCRIPTOR}.part"
        temporary.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        os.replace(temporary, folder / DESCRIPTOR)
    except OSError as error:
        raise StorageUnavailableError(f"{folder} cannot be written: {error.strerror or error}") from error
    return counts


def _write(database: Database, subject: str, style: str, file: Path, *, replaced: bool) -> int:
    """One file of the folder, flat as its view, whole or not at all; csv without a byte order mark, which not all
    programs expect.
    """
    temporary = file.with_name(file.name + ".part")
    try:
        if style in BINARY:
            count = export_file(database, subject, style, temporary, replaced=replaced, nested=False)
        else:
            with temporary.open("w", encoding="utf-8", newline="") as out:
                count = export(database, subject, style, out, replaced=replaced, nested=False)
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _resource(subject: str, style: str, file: Path, view: View) -> dict[str, Any]:
    """The description of one file."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    described: dict[str, Any] = {
        "profile": "tabular-data-resource" if style == "csv" else "data-resource",
        "name": subject, "path": file.name, "title": view.meaning, "format": style, "mediatype": _MEDIA_TYPES[style],
        "bytes": file.stat().st_size, "hash": f"sha256:{digest}",
    }  # fmt: skip
    if style not in BINARY:
        described["encoding"] = "utf-8"
    if style == "csv":
        described["dialect"] = {
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminator": "\n",
            "header": True,
        }
    return described | {"schema": {"fields": list(_fields(view)), "missingValues": [""]}}


def _fields(view: View) -> Iterator[dict[str, str]]:
    for name, _, meaning in view.columns:
        kind = type_of(name)
        field = {"name": name, "type": str(kind), "description": meaning}
        yield field | {"format": "any"} if kind is ColumnType.MOMENT else field
