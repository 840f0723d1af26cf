"""A workbook with a sheet for each scheda names the campo on the tabs."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from tests.specimens.envelopes import BOX, DATE

pytestmark = pytest.mark.service

BOYS = (
    "Quattordici ragazzi arrivati senza famiglia vivono in tre appartamenti con un educatore di notte; di giorno "
    "frequentano la terza media e un laboratorio di falegnameria."
)
DOCTOR = (
    "Una psichiatra e una mediatrice ricevono due pomeriggi alla settimana chi porta i segni del viaggio; nel 2015 "
    "sono state seguite cinquantadue persone."
)


def workbook(sheets: dict[str, list[tuple[str, object]]]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def converted(content: bytes, suffix: str, folder: Path, libreoffice: str) -> bytes:
    if suffix == "xlsx":
        return content
    (folder / "a.xlsx").write_bytes(content)
    subprocess.run(
        [libreoffice, f"-env:UserInstallation=file://{folder}/p", "--headless", "--convert-to", suffix, "--outdir",
            str(folder), str(folder / "a.xlsx")],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return (folder / f"a.{suffix}").read_bytes()


TWO: dict[str, list[tuple[str, object]]] = {
    "Istruzioni": [("Compilare un foglio per ciascun campo", ""), ("1 = attivo, 2 = concluso", "")],
    "Campo 3 - Minori": [("Denominazione", "Una casa"), ("Descrizione", BOYS), ("Stato", 1)],
    "Campo 10": [("Denominazione", "Ascolto"), ("Descrizione", DOCTOR), ("Stato", 2)],
}
ONE: dict[str, list[tuple[str, object]]] = {"Campo 10": [("Denominazione", "Ascolto"), ("Descrizione", DOCTOR)]}
GIVEN: dict[str, list[tuple[str, object]]] = {"Foglio1": [("Campo", "3"), ("Descrizione", BOYS)]}


@pytest.mark.parametrize(
    ("suffix", "sheets", "campi"),
    [
        *((suffix, TWO, [3, 10]) for suffix in ("xlsx", "xls", "ods", "fods")),
        *((suffix, ONE, [10]) for suffix in ("xlsx", "xls", "ods")),
        ("xlsx", GIVEN, [3]),
    ],
)
def test_the_tab_declares_what_stands_on_the_sheet(
    suffix: str, sheets: dict[str, list[tuple[str, object]]], campi: list[int], tmp_path: Path, libreoffice: str
) -> None:
    content = converted(workbook(sheets), suffix, tmp_path, libreoffice)
    files = {f"schede.{suffix}": content}
    letter = mail("immigrazione.pref_cuneo@interno.it", "Circolare 5973", "In allegato.", files, date=DATE)
    reading = read_submission(letter, Limits(), BOX).reading
    assert [scheda.campo for scheda in reading.schede] == campi
    assert all(scheda.method.value == "number" for scheda in reading.schede)
