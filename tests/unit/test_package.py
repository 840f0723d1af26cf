"""All exports in a folder: what the description says is what other programs find in the files."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
from click.testing import Result

from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.sample import sample_mailbox
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from store.column_types import type_of
from store.export import FORMATS, SUBJECTS, export, export_file, view_of
from store.headings import headings
from store.package import DESCRIPTOR, export_all
from store.view import View
from store.views import VIEWS
from store.workbook import write_workbook

_NOW = datetime(2016, 3, 1, 12, tzinfo=UTC)
_IN_DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP WITH TIME ZONE",
}


@pytest.fixture
def full(app: App) -> App:
    poll(app, MemoryMailbox(sample_mailbox()[:8]))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    return app


def _described(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        resource["name"]: resource
        for resource in json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    }


@pytest.mark.parametrize("style", FORMATS)
def test_every_subject_is_written_and_described(style: str, full: App, tmp_path: Path) -> None:
    counts = export_all(full.database, style, tmp_path / "new" / "folder", _NOW)
    folder = tmp_path / "new" / "folder"
    described = _described(folder)
    assert tuple(described) == SUBJECTS == tuple(counts)
    assert {path.name for path in folder.iterdir()} == {DESCRIPTOR, *(f"{subject}.{style}" for subject in SUBJECTS)}
    assert counts["coverage"] == 106 * 11
    assert counts["schede"] > 0
    for subject, resource in described.items():
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert [field["name"] for field in resource["schema"]["fields"]] == list(view_of(subject).names)
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_csv_holds_values_of_the_described_types(full: App, tmp_path: Path) -> None:
    counts = export_all(full.database, "csv", tmp_path, _NOW)
    readers: dict[str, Callable[[str], Any]] = {
        "string": str, "integer": int, "number": float, "date": date.fromisoformat, "datetime": datetime.fromisoformat
    }  # fmt: skip
    for subject, resource in _described(tmp_path).items():
        with (tmp_path / resource["path"]).open(encoding=resource["encoding"], newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == counts[subject]
        for field in resource["schema"]["fields"]:
            for row in rows:
                assert row[field["name"]] == "" or readers[field["type"]](row[field["name"]]) is not None


@pytest.mark.parametrize("style", ["csv", "jsonl"])
def test_duckdb_reads_the_texts_by_their_description(style: str, full: App, tmp_path: Path) -> None:
    counts = export_all(full.database, style, tmp_path, _NOW)
    for subject, resource in _described(tmp_path).items():
        columns = {field["name"]: _IN_DUCKDB[field["type"]] for field in resource["schema"]["fields"]}
        path, reader = str(tmp_path / resource["path"]), "read_csv" if style == "csv" else "read_json"
        options = (
            ", header=true, quote='\"', escape='\"', delim=','" if style == "csv" else ", format='newline_delimited'"
        )
        found = duckdb.sql(f"SELECT COUNT(*) FROM {reader}('{path}', columns={columns!r}{options})").fetchall()
        assert found == [(counts[subject],)], subject


@pytest.mark.parametrize("which", ["full", "app"])
def test_parquet_has_the_same_types_with_and_without_rows(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    export_all(request.getfixturevalue(which).database, "parquet", tmp_path, _NOW)
    for resource in _described(tmp_path).values():
        found = duckdb.sql(f"DESCRIBE SELECT * FROM '{tmp_path / resource['path']}'").fetchall()
        expected = [(field["name"], _IN_DUCKDB[field["type"]]) for field in resource["schema"]["fields"]]
        assert [row[:2] for row in found] == expected, resource["name"]


def test_an_older_description_does_not_vouch_for_a_half_written_folder(
    full: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_all(full.database, "csv", tmp_path, _NOW)

    def full_disk(*_: Any, **__: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.package.export", full_disk)
    with pytest.raises(Exception, match="No space left"):
        export_all(full.database, "csv", tmp_path, _NOW)
    assert not (tmp_path / DESCRIPTOR).exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_whole_number_is_not_told_by_chance() -> None:
    """Names that end alike are of one type: the header of a mail is a text, its number is whole."""
    assert [type_of(name) for name in ("message_id", "message_id_header", "sent_at", "signed_on")] == [
        "integer", "string", "datetime", "date"
    ]  # fmt: skip
    assert {type_of(name) for view in VIEWS for name in view.names} == {
        "string",
        "integer",
        "number",
        "date",
        "datetime",
    }


_SPREADSHEET = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_VIEW = View("v_x", "Specimen", (("scheda_id", "", "A number"), ("signed_on", "", "A day"), ("sent_at", "", "A moment"),
                                 ("description", "", "A text")), "")  # fmt: skip


def _sheet(file: Path, number: int) -> ElementTree.Element:
    with zipfile.ZipFile(file) as package:
        return ElementTree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))


def _row(day: str | None = "2015-11-11", moment: str = "2015-12-01T13:30:00+01:00", text: str = "x") -> dict[str, Any]:
    return {"scheda_id": 7, "signed_on": day, "sent_at": moment, "description": text}


def _cells(sheet: ElementTree.Element, row: int) -> dict[str, ElementTree.Element]:
    return {cell.get("r", "")[0]: cell for cell in sheet.findall(f".//m:row[@r='{row}']/m:c", _SPREADSHEET)}


def test_a_workbook_has_real_dates_widths_and_a_legend(tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    write_workbook([_row(text="parola " * 100)], _VIEW, file)
    sheet = _sheet(file, 1)
    cells = _cells(sheet, 2)
    # Day 42319 of Excel's calendar is 11 November 2015; half past one in Rome is half past twelve UTC.
    assert cells["B"].findtext("m:v", namespaces=_SPREADSHEET) == "42319"
    assert float(cells["C"].findtext("m:v", namespaces=_SPREADSHEET) or 0) == pytest.approx(42339 + 12.5 / 24)
    widths = [float(column.get("width", 0)) for column in sheet.findall(".//m:col", _SPREADSHEET)]
    # Neighbours of one width are one element.
    assert sheet.findall(".//m:col", _SPREADSHEET)[-1].get("max") == "4"
    assert min(widths) >= 8
    assert max(widths) < 62
    with zipfile.ZipFile(file) as package:
        assert 'wrapText="1"' in package.read("xl/styles.xml").decode()
    legend = "".join(_sheet(file, 2).itertext())
    assert all(meaning in legend for _, _, meaning in _VIEW.columns)


@pytest.mark.parametrize(
    ("day", "moment"), [("1870-09-20", "0998-01-01T00:00:00+00:00"), ("1899-12-31", "1899-12-31T23:59:59+00:00")]
)
def test_a_day_that_excel_does_not_know_is_written_as_it_is(day: str, moment: str, tmp_path: Path) -> None:
    write_workbook([_row(day, moment)], _VIEW, tmp_path / "x.xlsx")
    cells = _cells(_sheet(tmp_path / "x.xlsx", 1), 2)
    assert ["".join(cells[column].itertext()) for column in "BC"] == [day, moment]


def test_an_absent_day_is_an_empty_cell(tmp_path: Path) -> None:
    write_workbook([_row(None)], _VIEW, tmp_path / "x.xlsx")
    assert "B" not in _cells(_sheet(tmp_path / "x.xlsx", 1), 2)


@pytest.mark.parametrize("length", [32_767, 32_768, 100_000])
def test_a_text_that_no_cell_can_hold_says_that_it_is_cut(length: int, tmp_path: Path) -> None:
    write_workbook([_row(text="a" * length)], _VIEW, tmp_path / "x.xlsx")
    text = "".join(_cells(_sheet(tmp_path / "x.xlsx", 1), 2)["D"].itertext())
    assert len(text) <= 32_767
    assert (f"cut: {length} characters" in text) is (length > 32_767)


def test_the_command_needs_a_folder_and_all_messages(command: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    data = ("--data-dir", str(tmp_path / "data"))
    (tmp_path / "posta").mkdir()
    (tmp_path / "posta" / "1.eml").write_bytes(sample_mailbox()[0])
    assert command("import", str(tmp_path / "posta"), *data).exit_code == 0
    assert "needs a folder" in str(command("export", "all", *data).exception)
    assert "needs a folder" in str(command("export", "all", "-o", str(tmp_path / "file"), *data).exception)
    assert "is of all messages" in str(
        command("export", "all", "--status", "done", "-o", str(tmp_path / "out"), *data).exception
    )
    assert "is a folder" in str(command("export", "schede", "-o", str(tmp_path), *data).exception)
    assert command("export", "all", "-o", str(tmp_path / "out"), *data).exit_code == 0
    assert (tmp_path / "out" / DESCRIPTOR).is_file()


def test_every_column_has_an_italian_heading_and_no_view_has_one_twice() -> None:
    for view in VIEWS:
        titles = headings(view.names, italian=True)
        assert len(set(titles)) == len(titles), view.name
    assert headings(["prefettura"], italian=False) == ["prefettura"]


def test_tables_for_people_are_headed_in_italian(full: App, tmp_path: Path, command: Callable[..., Result]) -> None:
    export_file(full.database, "offices", "xlsx", tmp_path / "x.xlsx", italian=True)
    shown = "".join(_sheet(tmp_path / "x.xlsx", 1).itertext())
    assert "Contrassegnati e non descritti" in shown
    assert "marked_not_described" not in shown
    assert "marked_not_described" in "".join(_sheet(tmp_path / "x.xlsx", 2).itertext())
    out = io.StringIO()
    export(full.database, "offices", "csv", out, italian=True)
    plain = io.StringIO()
    export(full.database, "offices", "csv", plain)
    assert out.getvalue().startswith("Sigla,Ufficio,Regione,")
    assert out.getvalue().partition("\n")[2] == plain.getvalue().partition("\n")[2]


@pytest.mark.parametrize(("subject", "style"), [("offices", "parquet"), ("offices", "jsonl"), ("all", "csv")])
def test_files_for_programs_keep_their_names(
    subject: str, style: str, tmp_path: Path, command: Callable[..., Result]
) -> None:
    done = command("export", subject, "--format", style, "--italian", "-o", str(tmp_path / "x"))
    assert "names of columns" in str(done.exception)
