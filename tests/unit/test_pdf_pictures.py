"""What a page shows besides its words: read or named, whatever typed lines stand on it. No tool is used here:
everything is named.
"""

import pytest

from config.limits import Limits
from parsers.readers.pdf.document import read
from tests.specimens import pages as specimens


@pytest.fixture(autouse=True)
def _no_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)


@pytest.mark.parametrize(
    "content",
    [
        specimens.scan_under(specimens.FAX),
        specimens.scan_under(specimens.REGISTRY),
        specimens.scan_under(specimens.REGISTRY, top=60),
        specimens.figure_beside_words(),
        specimens.two_scans(),
        specimens.strips(),
        specimens.in_a_form(),
        specimens.outlined(specimens.REGISTRY),
    ],
    ids=["fax head", "registry stamp", "note at the foot", "figure", "two scans", "strips", "form XObject", "outlines"],
)
def test_b09_a_picture_of_text_beside_typed_words_is_named_with_its_page(content: bytes) -> None:
    document = read(content, Limits())
    (gap,) = document.gaps
    assert gap.startswith("a picture of text was not read on page 1: tesseract is needed")
    assert len(document.text.split()) > 1


@pytest.mark.parametrize("content", [specimens.outlined(), specimens.in_a_form(())], ids=["outlines", "form XObject"])
def test_b09_a_page_that_is_nothing_but_a_picture_of_text_is_named(content: bytes) -> None:
    (gap,) = read(content, Limits()).gaps
    assert gap.startswith("no text on page 1: tesseract is needed")


def test_b09_emblems_photographs_and_logos_are_no_gap() -> None:
    document = read(specimens.decorated(), Limits())
    assert (document.gaps, document.ocr) == ((), False)
    assert " ".join(document.text.split()) == " ".join(" ".join(specimens.LINES).split())


@pytest.mark.parametrize("under", [False, True], ids=["written invisibly", "under the picture"])
@pytest.mark.parametrize("typed", [(), specimens.REGISTRY], ids=["alone", "with a stamp"])
def test_f06_without_a_tool_the_layer_of_the_scanner_is_used_and_noted(under: bool, typed: list[str]) -> None:
    document = read(specimens.layered(specimens.LINES, under=under, typed=typed), Limits())
    assert document.gaps == ()
    assert document.ocr
    (note,) = document.notes
    assert note.startswith("text layer of the file used")
    words = " ".join(document.text.split())
    assert " ".join(" ".join(specimens.LINES).split()) in words
    assert all(words.count(line) == 1 for line in (" ".join(line.split()) for line in typed))


def test_f06_a_layer_upon_a_picture_is_kept_until_it_can_be_compared() -> None:
    document = read(
        specimens.layered(["Scheda 9: quello che un programma vi lesse"], lines=["Scheda 5: quello che si vede"]),
        Limits(),
    )
    assert document.text == "Scheda 9: quello che un programma vi lesse"
    assert document.ocr
