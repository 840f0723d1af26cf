"""The page about the campaign, and exports for other programs."""

import re
import zipfile
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from config.outline import BOX, on_outline, outlines
from config.prefetture import by_sigla, places
from ingest.memory import MemoryMailbox
from jobs.app import App
from jobs.demo.build import mail
from jobs.demo.sample import sample_mailbox
from jobs.italy import SHADES, bands
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.report import report
from jobs.report.arrivals import apart, arrivals
from store.export import SUBJECTS, export_file
from tests.specimens.whole_replies import DATE


@pytest.fixture
def full(app: App) -> App:
    """The sample mailbox, and a reply whose words would be markup and a formula elsewhere."""
    nasty = mail(
        "protocollo.prefte@pec.interno.it",
        "=1+1 <script>alert(1)</script>",
        "Scheda 5\n\n"
        + "=SOMMA(A1) <b>corsi</b> di italiano per adulti stranieri presso la scuola media del paese. " * 3,
        date=DATE,
    )
    poll(app, MemoryMailbox([*sample_mailbox(), nasty]))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    return app


class Page(HTMLParser):
    """What a browser would make of the page, as far as it matters here."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in {"src", "href", "data"}]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_loads_and_runs_nothing(full: App) -> None:
    page = Page(report(full))
    assert page.open == []
    assert page.loads == []
    assert "script" not in page.tags


def test_the_page_says_what_the_database_says(full: App) -> None:
    page = report(full)
    in_force = [
        scheda
        for message in list(full.queries.messages())
        for scheda in message["schede"]
        if not _replaced(full, message["id"])
    ]
    assert f"<b>{len(in_force)}</b>schede in vigore" in page
    nobodys = sum(scheda["prefettura"] is None for scheda in in_force)
    assert f"<b>{nobodys}</b>di cui senza ufficio noto" in page
    offices = {
        message["prefettura"]
        for message in full.queries.messages()
        if message["kind"] == "submission" and message["prefettura"]
    }
    assert f"<b>{len(offices)}</b>uffici" in page
    assert len(re.findall(r"<circle", page)) == 106
    assert len(re.findall(r"<circle[^>]*fill=\"#12507b\"", page)) == len(offices)
    assert f"Chi non ha risposto ({106 - len(offices)})" in page
    assert "campo contrassegnato ma non descritto" in page
    assert "marked_without_scheda" not in page, "codes are for programs"


def _replaced(app: App, number: int) -> bool:
    with app.database.read() as connection:
        return bool(
            connection.exec_driver_sql(f"SELECT count(*) FROM message_links WHERE replaced_id = {number}").scalar()
        )


def test_the_page_of_an_empty_database(app: App) -> None:
    page = report(app)
    assert Page(page).open == []
    assert "Chi non ha risposto (106)" in page
    assert "Nessuna risposta finora" in page


def test_every_office_has_its_place_in_italy() -> None:
    assert places().keys() == by_sigla().keys()
    assert all(36 < latitude < 47.2 and 6.5 < longitude < 18.6 for latitude, longitude in places().values())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_workbook_holds_all_rows_and_no_formula(subject: str, full: App, tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    count = export_file(full.database, subject, "xlsx", file)
    with zipfile.ZipFile(file) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == count + 1
    assert "<f>" not in sheet


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_parquet_file_holds_all_rows(subject: str, full: App, tmp_path: Path) -> None:
    file = tmp_path / "out.parquet"
    count = export_file(full.database, subject, "parquet", file)
    assert duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall() == [(count,)]
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"], "nothing of the making is left"


def test_a_parquet_file_of_messages_keeps_what_is_nested(full: App, tmp_path: Path) -> None:
    export_file(full.database, "messages", "parquet", tmp_path / "m.parquet")
    found = duckdb.sql(f"SELECT sum(len(schede)) FROM '{tmp_path / 'm.parquet'}'").fetchall()
    assert found == [(full.queries.overview()["schede"],)]


@pytest.mark.parametrize("style", ["xlsx", "parquet"])
def test_exports_without_a_row_have_their_columns(style: str, app: App, tmp_path: Path) -> None:
    file = tmp_path / f"out.{style}"
    assert export_file(app.database, "schede", style, file) == 0
    if style == "parquet":
        assert "campo" in duckdb.sql(f"SELECT * FROM '{file}'").columns
    else:
        with zipfile.ZipFile(file) as package:
            assert "campo" in package.read("xl/worksheets/sheet1.xml").decode()


def test_the_map_shows_all_regions_and_every_office_lies_in_italy() -> None:
    assert outlines().keys() == {office.region for office in by_sigla().values()}
    left, top, width, height = BOX
    for latitude, longitude in places().values():
        x, y = on_outline(latitude, longitude)
        assert left < x < left + width
        assert top < y < top + height
    # The south of Sicily and the north of Trentino-Alto Adige, as an atlas has them.
    for region, latitude, edge in (("Sicilia", 36.645, max), ("Trentino-Alto Adige", 47.092, min)):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", max(outlines()[region].split("Z"), key=len))]
        assert edge(numbers[1::2]) == pytest.approx(on_outline(latitude, 12)[1], abs=1.5)


@pytest.mark.parametrize("counts", [[], [0, 0], [1, 0], [3, 2, 0], [5, 5], [97, 1, 0, 40]])
def test_bands_hold_every_count_once_and_end_in_the_darkest(counts: list[int]) -> None:
    found = bands(counts)
    for count in range(max(counts, default=0) + 1):
        assert len([band for band in found if band.least <= count <= band.most]) == 1
    assert found[0].most == 0
    assert any(counts) == (found[-1].shade == SHADES[-1])


def test_arrivals_far_from_all_others_are_said_and_not_drawn() -> None:
    today = date(2016, 6, 1)
    usual = {date(2015, 12, 1) + timedelta(days=number): 3 for number in range(60)}
    odd = {date(1970, 1, 1): 2, date(2038, 1, 19): 1}
    inside, outside = apart(usual | odd, today)
    assert (inside, outside) == (usual, odd)
    late = {date(2019, 3, 1): 1}
    assert apart(usual | late, date(2020, 1, 1)) == (usual, late)
    # Many that come late are no outliers.
    second = {date(2017, 3, 1): 90}
    assert apart(usual | second, date(2020, 1, 1)) == (usual | second, {})
    text = arrivals(usual | odd, today)
    assert "3, con data 01/01/1970 (2), 19/01/2038." in text
    assert "180 in tutto, al massimo 21" in text


def test_the_table_of_offices_has_all_of_them_and_adds_up(full: App) -> None:
    page = report(full)
    heat = page.partition('<table class="heat">')[2].partition("</table>")[0]
    offices = re.findall(r'<tr><th scope="row">(.*?)</th>', heat)
    assert len(offices) == 106
    assert len(re.findall(r'<tr class="region">', heat)) == 20
    sums = re.findall(r'<tr class="region">.*?</tr>', heat)
    schede = sum(int(re.findall(r'<td class="n">(\d+)</td>', line)[-3]) for line in sums)
    shown = {name: int(count) for count, name in re.findall(r"<b>(\d+)</b>([^<]*)<", page)}
    assert schede == shown["schede in vigore"] - shown["di cui senza ufficio noto"]
