"""An office's own form prints the numbers of the campi without their titles, and some are marked."""

from io import BytesIO

import docx
import pytest

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import Submission, read_submission
from tests.accuracy.markup import WRITERS
from tests.specimens.envelopes import BOX, DATE

OFFICE = "immigrazione.pref_sondrio@interno.it"
#: Texts of which nobody could tell the campo by their words alone as surely as by a mark.
TOLD = (
    "Nella scuola media di Morbegno i compagni accolgono i nuovi arrivati con un mese di affiancamento a coppie; le "
    "maestre in pensione tengono il doposcuola e un vocabolario illustrato passa di banco in banco."
)
OTHER = (
    "Un quartiere di case popolari ha un portiere sociale: due giovani, uno del posto e uno maliano, raccolgono le "
    "segnalazioni e mettono pace sulle scale; ogni mese una cena nel cortile."
)
NUMBERS = range(1, 12)


def sent(content: bytes, ending: str) -> Submission:
    return read_submission(
        mail(OFFICE, "scheda", "In allegato.", {f"modulo.{ending}": content}, date=DATE), Limits(), BOX
    )


def campi(found: Submission) -> list[tuple[int, bool]]:
    return [(scheda.campo, scheda.needs_review) for scheda in found.reading.schede]


#: Each with 4 marked and the others not.
ROWS = {
    "boxes before": " ".join(f"[{'X' if n == 4 else ' '}] {n}" for n in NUMBERS),
    "boxes behind": "; ".join(f"{n} [{'x' if n == 4 else ' '}]" for n in NUMBERS),
    "drawn boxes": " ".join(f"{n}{'☒' if n == 4 else '☐'}" for n in NUMBERS),
    "a ring": " ".join(f"({n})" if n == 4 else str(n) for n in NUMBERS),
    "brackets": "  ".join(f"[{n}]" if n == 4 else str(n) for n in NUMBERS),
    "a letter before": " - ".join(f"X{n}" if n == 4 else str(n) for n in NUMBERS),
    "a letter behind": " - ".join(f"{n} X" if n == 4 else str(n) for n in NUMBERS),
    "lines to write on": " ".join(f"{n}{'_X_' if n == 4 else '__'}" for n in NUMBERS),
    "bars": " ".join(f"|{n} X|" if n == 4 else f"|{n}|" for n in NUMBERS),
    "yes and no": ", ".join(f"{n} {'SI' if n == 4 else 'NO'}" for n in NUMBERS),
    "a few of them": "[ ] 1  [x] 4  [ ] 5",
    "each on a line": "\n".join(f"{n} {'X' if n == 4 else '_'}" for n in NUMBERS),
    "each on a line, boxes before": "\n".join(f"{'☒' if n == 4 else '☐'} {n}" for n in NUMBERS),
}


@pytest.mark.parametrize("form", ["docx", "txt"])
@pytest.mark.parametrize("row", ROWS)
def test_what_is_marked_in_a_row_of_numbers_is_declared(row: str, form: str) -> None:
    lead = "Campo\n" if "\n" in ROWS[row] else "Campo (barrare): "
    found = sent(WRITERS[form](f"Prefettura di Sondrio\n{lead}{ROWS[row]}\nDescrizione\n{TOLD}"), form)
    assert campi(found) == [(4, False)]
    assert found.reading.marked_campi == (4,)
    assert found.reading.schede[0].description == TOLD


def grid(rows: int, *, mark: str = "X", down: int = 0, right: int = 1, inside: bool = False) -> bytes:
    """A table of the numbers with the mark of 4 so many rows and columns from it, in `rows` rows; `inside` a cell."""
    page = docx.Document()
    sheet = page.add_table(rows=2, cols=2)
    sheet.cell(0, 0).text = "CAMPO"
    per, wide, high = -(-11 // rows), 2 if right else 1, 2 if down else 1
    room = sheet.cell(0, 1) if inside else page
    table = room.add_table(rows * high, per * wide)
    for number in NUMBERS:
        row, column = divmod(number - 1, per)
        place = row * high + (down < 0), column * wide + (right < 0)
        table.cell(*place).text = str(number)
        if number == 4:
            table.cell(place[0] + down, place[1] + right).text = mark
    page.add_paragraph("DESCRIZIONE")
    page.add_paragraph(TOLD)
    out = BytesIO()
    page.save(out)
    return out.getvalue()


@pytest.mark.parametrize("inside", [False, True], ids=["on the page", "in a cell"])
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize(
    ("down", "right", "mark"), [(0, 1, "X"), (0, -1, "X"), (1, 0, "✓"), (-1, 0, "x"), (0, 1, "■"), (0, 1, "SI")]
)
def test_a_mark_in_the_cell_beside_its_number(down: int, right: int, mark: str, rows: int, inside: bool) -> None:
    found = sent(grid(rows, mark=mark, down=down, right=right, inside=inside), "docx")
    assert campi(found) == [(4, False)]


def test_a_table_of_a_mail_with_the_numbers_in_a_table_of_their_own() -> None:
    cells = "".join(f"<td>{n}</td><td>{'X' if n == 4 else '&nbsp;'}</td>" for n in NUMBERS)
    page = (
        "<table><tr><td>PREFETTURA</td><td>Sondrio</td></tr>"
        f"<tr><td>CAMPO</td><td><table><tr>{cells}</tr></table></td></tr>"
        f"<tr><td>DESCRIZIONE</td><td><p>{TOLD}</p></td></tr></table>"
    )
    assert campi(sent(page.encode(), "html")) == [(4, False)]


def test_two_marks_are_two_campi() -> None:
    row = " ".join(f"{n} {'☒' if n in {4, 9} else '☐'}" for n in NUMBERS)
    found = sent(WRITERS["docx"](f"Campi interessati: {row}\nDescrizione\n{TOLD}"), "docx")
    assert [campo for campo, _ in campi(found)] == [4, 9]


def test_a_row_over_each_description_is_of_that_one() -> None:
    rows = [" ".join(f"{n} [{'x' if n == chosen else ' '}]" for n in NUMBERS) for chosen in (4, 9)]
    pages = [f"Campo: {row}\nDescrizione\n{text}" for row, text in zip(rows, (TOLD, OTHER), strict=True)]
    found = sent(WRITERS["docx"]("\n".join(pages)), "docx")
    assert [(s.campo, s.description) for s in found.reading.schede] == [(4, TOLD), (9, OTHER)]


def test_a_row_of_boxes_with_the_texts_between_is_one_choice() -> None:
    rest = "\n".join(f"( ) {n})" for n in (5, 6, 7, 8))
    first = f"( ) 1)\n( ) 2)\n( ) 3)\n( x ) 4) servizi\n{TOLD}"
    found = sent(WRITERS["txt"](f"{first}\n{rest}\n( x ) 9) convivenza\n{OTHER}\n( ) 10)\n( ) 11)"), "txt")
    assert found.reading.marked_campi == (4, 9)
    assert [(s.campo, s.description) for s in found.reading.schede] == [(4, TOLD), (9, OTHER)]


def test_short_titles_of_the_official_form_are_no_choice_of_numbers() -> None:
    lines = "\n".join(f"{'☒' if n == 5 else '☐'} {n}) voce breve {n}" for n in (5, 6, 11))
    found = sent(WRITERS["docx"](f"Ambito di intervento (barrare)\n{lines}\nDescrizione\n{TOLD}"), "docx")
    assert [scheda.description for scheda in found.reading.schede] == [TOLD]


def test_a_mark_between_two_numbers_is_not_guessed() -> None:
    row = " ".join(f"{n} X" if n == 4 else str(n) for n in NUMBERS)
    found = sent(WRITERS["docx"](f"Campo: {row}\nDescrizione\n{TOLD}"), "docx")
    assert all(review for _, review in campi(found))


@pytest.mark.parametrize(
    "line",
    [
        "Campo: " + " ".join(f"{n} ☐" for n in NUMBERS),
        "Ospiti per mese: 1 2 3 4 5 6 7 8 9 10 11",
        "Pagine 1 2 3 4 5 6 7 8",
    ],
)
def test_numbers_without_a_mark_declare_nothing(line: str) -> None:
    found = sent(WRITERS["docx"](f"{line}\nDescrizione\n{TOLD}"), "docx")
    assert [scheda.method.value for scheda in found.reading.schede] == ["text"]
