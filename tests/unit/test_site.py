"""The published site, and what it leaves out of the texts."""

import json
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from config.errors import UsageError
from config.settings import load
from ingest.memory import MemoryMailbox
from jobs.app import App, assemble
from jobs.demo.build import mail
from jobs.poll import poll
from jobs.process import process_due
from jobs.readers import InlineReader
from jobs.site.content import gather
from jobs.site.publish import MANIFEST, publish
from store.masking import masked
from tests.specimens.searched import replies
from tests.specimens.whole_replies import DATE

_PRIVATE = (
    "Fatima, 17 anni, è arrivata dopo mesi di violenze e oggi frequenta la scuola alberghiera del paese; per "
    "informazioni scrivere a"
    " tutor.rossi@example.org o telefonare al 333 1234567. <script>alert(1)</script> Il corso dura sei mesi e "
    "coinvolge venti persone."
)


@pytest.fixture
def full(app: App) -> App:
    private = mail(
        "protocollo.prefcr@pec.interno.it",
        "Buone pratiche",
        f"Scheda 10\n\nTutela <b>dei minori</b>\n\n{_PRIVATE}",
        date=DATE,
    )
    poll(app, MemoryMailbox([*replies(), private]))
    process_due(app, InlineReader(app.originals, app.settings.limits))
    return app


class Page(HTMLParser):
    """Links, tags and what was left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.heads: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag == "th":
            self.heads.append(dict(attrs))
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_page_is_well_formed_and_every_link_leads_to_a_file(full: App, tmp_path: Path) -> None:
    files, changed = publish(full, tmp_path / "site")
    assert files == changed == len([p for p in (tmp_path / "site").rglob("*") if p.is_file() and p.name != MANIFEST])
    for path in (tmp_path / "site").rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        assert page.open == [], path
        assert page.tags.count("h1") == 1, path
        assert all(head.get("scope") for head in page.heads), path
        for link in page.links:
            assert ":" not in link, f"{path} loads from elsewhere: {link}"
            assert link.startswith("#") or (path.parent / link).is_file(), f"{path}: {link}"


def test_a_practice_without_a_name_of_its_own_is_called_by_its_summary(full: App, tmp_path: Path) -> None:
    with full.database.write() as connection:
        number = connection.exec_driver_sql("SELECT MIN(id) FROM schede").scalar()
        connection.exec_driver_sql(f"UPDATE schede SET title = '' WHERE id = {number}")
        connection.exec_driver_sql(
            f"UPDATE public_texts SET title = '', summary = 'Una frase che dice' WHERE scheda_id = {number}"
        )
    publish(full, tmp_path)
    assert [
        path
        for path in tmp_path.rglob("*.html")
        if '<h1 lang="it">Una frase che dice' in path.read_text(encoding="utf-8")
    ]


def _all_text(path: Path) -> str:
    """The text of a file, or of all files in a workbook."""
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode("utf-8") for name in book.namelist())


def test_no_page_and_no_download_holds_personal_data_or_markup_of_a_mail(full: App, tmp_path: Path) -> None:
    publish(full, tmp_path)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            text = _all_text(path)
            assert not [word for word in ("Fatima", "fatima", "tutor.rossi", "1234567") if word in text], path
            assert path.suffix not in {".html", ".xml"} or "<script>alert" not in text, path


def test_a_page_shows_the_practice_with_its_campo_office_and_likes(full: App, tmp_path: Path) -> None:
    publish(full, tmp_path)
    pages = [p.read_text(encoding="utf-8") for p in (tmp_path / "practice").iterdir()]
    (garden,) = [text for text in pages if "Gli orti sociali della frazione" in text]
    assert "Teramo" in garden
    assert "8. interventi che favoriscano" in garden
    likes = garden.partition("Pratiche simili")[2]
    assert "Ancona" in likes
    assert "Bergamo" not in likes


def test_only_what_changed_is_written_and_what_is_gone_is_removed(full: App, tmp_path: Path) -> None:
    files, _ = publish(full, tmp_path)
    assert publish(full, tmp_path) == (files, 0)
    with full.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM schede WHERE prefettura = 'BG'")
    left, changed = publish(full, tmp_path)
    assert left == files - 1
    assert 0 < changed < files
    assert not any("Italiano per adulti" in p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.html"))


def test_the_workbooks_hold_the_rows_under_italian_headings(full: App, tmp_path: Path) -> None:
    publish(full, tmp_path)
    for name, heading in (("practices", "Descrizione"), ("agreements", "Parti"), ("offices", "Ha risposto")):
        text = _all_text(tmp_path / "data" / f"{name}.xlsx")
        assert heading in text
        assert "created" in text
    assert "Gli orti sociali della frazione" in _all_text(tmp_path / "data" / "practices.xlsx")
    # A day is a number with a look, not a text.
    day = next(p for p in gather(full.database).practices.values()).received
    assert day not in _all_text(tmp_path / "data" / "practices.xlsx")


def test_the_description_says_what_the_columns_of_each_file_mean(full: App, tmp_path: Path) -> None:
    publish(full, tmp_path)
    package = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        header = (tmp_path / "data" / resource["path"]).read_text(encoding="utf-8").partition("\n")[0]
        assert [field["name"] for field in resource["schema"]["fields"]] == header.split(",")
        assert all(field["description"] and field["type"] for field in resource["schema"]["fields"])


def test_days_are_written_as_the_language_writes_them(full: App, tmp_path: Path) -> None:
    english = assemble(load({"RACCOLTA_SITE_LANGUAGE": "en"}, data_dir=tmp_path / "d"), full.database, full.originals)
    practice = next(p for p in gather(full.database).practices.values())
    day = date.fromisoformat(practice.received)
    for app, shown, code in ((full, f"{day:%d/%m/%Y}", "it"), (english, f"{day:%d %B %Y}", "en")):
        publish(app, tmp_path / code)
        page = (tmp_path / code / "practice" / f"{practice.number}.html").read_text(encoding="utf-8")
        assert f'<time datetime="{practice.received}">{shown}</time>' in page
        assert f'<html lang="{code}">' in page
        # The texts stay Italian, and say so.
        assert '<p lang="it">' in page


def test_a_folder_of_somebody_else_is_left_alone(full: App, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(UsageError):
        publish(full, tmp_path)
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_site_of_an_empty_database_in_english(app: App, tmp_path: Path) -> None:
    english = assemble(load({"RACCOLTA_SITE_LANGUAGE": "en"}, data_dir=tmp_path / "d"), app.database, app.originals)
    publish(english, tmp_path / "site")
    assert 'lang="en"' in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    package = json.loads((tmp_path / "site" / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["name"] for resource in package["resources"]} == {"practices", "agreements", "offices"}


HIDDEN = {
    "Il codice fiscale è RSSMRA85M01H501Z come da tessera.": "RSSMRA85M01H501Z",
    "Scrivere a maria.bianchi@comune.example.it entro venerdì.": "maria.bianchi",
    "Telefono 0372 488411, ufficio accoglienza.": "488411",
    "Cell. +39 347 1234567.": "1234567",
    "Cell. 3471234567.": "3471234567",
    "Numero verde interno 06-46525000 attivo.": "46525000",
    "Titolare del permesso di soggiorno n. I12345678 rilasciato a Roma.": "I12345678",
    "Passaporto numero AA1234567 scaduto.": "AA1234567",
    "IBAN IT60X0542811101000000123456 della cooperativa.": "0542811101000000123456",
    "Fatima, 17 anni, studia al liceo.": "Fatima",
    "Il giovane Amadou, fuggito dal Mali, lavora in un frantoio.": "Amadou",
    "Amadou è stato vittima di tortura in Libia.": "Amadou",
    "La storia di Blessing, vittima di tratta, è stata raccontata.": "Blessing",
    "Una ragazza di nome Joy è sopravvissuta alle violenze.": "Joy",
    "La signora Tesfay Miriam soffre di diabete.": "Tesfay",
    "Ousmane ha perso i genitori ed è orfano.": "Ousmane",
    "M. K., 16 anni, è arrivato da solo.": "M. K.",
    "Il bambino Yusuf ha una disabilità grave.": "Yusuf",
    "Quando Ibrahim soffriva di depressione nessuno lo sapeva.": "Ibrahim",
    "Mariam (24 anni) lavora come sarta.": "Mariam",
}
SHOWN = [
    "Il D.Lgs. 142/2015 prevede misure per le persone vulnerabili, minori e disabili.",
    "Protocollo n. 12345 del 12/03/2015 tra la Prefettura di Cremona e il Comune di Crema.",
    "Il Comune di Bergamo accoglie minori vittime di tratta presso il Centro Astalli.",
    "La Caritas di Lodi segue donne vittime di violenza in Lombardia.",
    "Nel 2015 sono stati accolti 250 ragazzi di 17 anni sbarcati a Lampedusa.",
    "Il progetto Itaca aiuta persone con trauma in Sicilia.",
    "Il sindaco Mario Verdi ha firmato la convenzione.",
    "La spesa è di euro 35.000,00 per 12 mesi, dalle 9.00 alle 13.00.",
]


@pytest.mark.parametrize("sentence", HIDDEN)
def test_numbers_addresses_and_persons_in_their_stories_are_left_out(sentence: str) -> None:
    assert HIDDEN[sentence] not in masked(sentence)
    assert "omess" in masked(sentence)


@pytest.mark.parametrize("sentence", SHOWN)
def test_offices_places_laws_and_sums_stay(sentence: str) -> None:
    assert masked(sentence) == sentence


def test_the_downloads_are_read_by_another_program_and_place_every_office(full: App, tmp_path: Path) -> None:
    publish(full, tmp_path)
    data = tmp_path / "data"
    offices = duckdb.sql(
        f"SELECT count(*), count(DISTINCT prefettura), min(latitude), max(longitude) FROM '{data / 'offices.csv'}'"
    )
    ((count, different, south, east),) = offices.fetchall()
    assert (count, different) == (106, 106)
    assert 36 < south < 38
    assert 17 < east < 18.6
    regions = duckdb.sql(f"SELECT region, count(*) FROM '{data / 'practices.csv'}' GROUP BY region").fetchall()
    assert {region for region, _ in regions} == {"Abruzzo", "Lombardia", "Marche"}
