"""Text layers of every kind: only broken fonts make a page one to recognise, never what language or kind of text it
holds.
"""

from collections import Counter

import pytest

from config.limits import Limits
from jobs.demo.build import paragraphs, pdf
from parsers.readers.pdf.document import read
from tests.specimens import pages as specimens

PROSE = (
    "Nella biblioteca del paese due insegnanti tengono un corso di lingua per adulti e preparano insieme la prova "
    "di conoscenza"
)
SHIFTS = {
    "Cyrillic": 0x0430 - ord("a"),
    "Greek": 0x03B1 - ord("a"),
    "Arabic": 0x0627 - ord("a"),
    "Devanagari": 0x0905 - ord("a"),
}


@pytest.fixture(autouse=True)
def _no_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)


@pytest.mark.parametrize("script", SHIFTS)
def test_f07_a_text_layer_in_another_script_stays(script: str) -> None:
    content = specimens.mapped(PROSE.lower(), lambda letter: letter + SHIFTS[script])
    document = read(content, Limits())
    assert (document.ocr, document.gaps) == (False, ())
    # Letter by letter, for scripts that run from right to left are put in the order of speech.
    expected = Counter(chr(ord(letter) + SHIFTS[script]) for letter in PROSE.lower() if letter.isalpha())
    assert Counter(document.text.replace(" ", "").replace("\n", "")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Elenco comuni\nGrottammare 1245\nMonteprandone 887\nRipatransone 4310\nCastignano 2207\nFolignano 9032\n" * 3,
        "Approvato.",
        "Visto il Prefetto, si trasmette",
        "RSSMRA80A01H501U\nBNCLGU75B12F205X\nVRDNNA91T50L219K\nGLLFNC68D23D969W",
        "3 482 910\n77 120 004\n15,2 %\n1 204,50",
        "Vereinbarung Aufnahmeeinrichtungen Regierungskommissariat Bezirksgemeinschaft Sprachkursangebot "
        "Zusammenarbeitsvertrag",
        "Hurtigruten kommunestyre innvandrerrådet bosetting flyktninger norskopplæring frivillighetssentral",
    ],
    ids=["names and numbers", "one word", "five words", "tax codes", "numbers", "long words", "Norwegian"],
)
def test_f07_short_pages_tables_and_other_languages_stay(text: str) -> None:
    document = read(pdf(paragraphs(text)), Limits())
    assert (document.ocr, document.gaps) == (False, ())
    assert document.text.split() == text.split()


@pytest.mark.parametrize("code", [0xE001, 0xFFFD, 0x0001], ids=["private use", "no character", "control"])
@pytest.mark.parametrize("text", [PROSE, "Approvato oggi"], ids=["prose", "two words"])
def test_f07_letters_that_its_fonts_do_not_tell_are_named(code: int, text: str) -> None:
    (gap,) = read(specimens.mapped(text, lambda letter: code), Limits()).gaps
    assert gap.startswith("no text on page 1: tesseract is needed")


def test_f07_one_broken_heading_on_a_good_page_is_evidence_enough() -> None:
    content = specimens.mapped("Scheda cinque apprendimento", lambda letter: 0xE100 + letter % 32)
    document = read(content, Limits())
    assert document.blocks == ()
    assert document.gaps
