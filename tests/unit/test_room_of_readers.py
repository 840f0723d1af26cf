"""Floods cost no more work than what is read of them: readers stop where LIMIT_BLOCKS is reached, and what a file says
once is worked out once.
"""

from collections.abc import Callable
from time import process_time

import pytest

from config.limits import Limits
from parsers import identify
from parsers.model import BlockKind, DocumentText
from parsers.readers import plain, reader_for
from parsers.readers.shared.lists import ListCounter, ListLevel
from parsers.readers.shared.room import Blocks
from parsers.readers.word97 import document as word97
from parsers.readers.word97.file import Properties, WordBinary
from parsers.readers.word97.sheets import Lists, Sheets
from tests.specimens.word import DECIMAL, in_list, numbering, p, package, r, table
from tests.unit.test_files_in_documents import flat as flat_open_document
from tests.unit.test_files_in_documents import open_document
from tests.unit.test_hostile_contents import SOON
from tests.unit.test_web_pages import archive, part
from tests.unit.test_word_xml import flat, word_2003

MOST = 50
FLOOD = 400
BOX = "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>"


def paragraphs(piece: str) -> str:
    return "".join(piece.format(number) for number in range(FLOOD))


def rows() -> str:
    return table([[p(r(f"Ente {number}")), p(r("Comune"))] for number in range(FLOOD)])


FLOODS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "paragraphs of a page": (identify.HTML, lambda: paragraphs("<p>riga {}</p>").encode()),
    "rows of a page": (identify.HTML, lambda: f"<table>{paragraphs('<tr><td>a<td>{}')}</table>".encode()),
    "lines of a page": (identify.HTML, lambda: f"<pre>{paragraphs('riga {}' + chr(10))}</pre>".encode()),
    "pages of a web archive": (
        identify.MHTML,
        lambda: archive(*(part("text/html", "7bit", f"<p>riga {k}</p><p>altra</p>".encode()) for k in range(FLOOD))),
    ),
    "paragraphs of a text": (identify.TEXT, lambda: paragraphs("riga {}\n\n").encode()),
    "rows of a text": (identify.TEXT, lambda: paragraphs("{}\tEnte\n").encode()),
    "texts of JSON": (identify.JSON, lambda: f"[{paragraphs(chr(34) + 'riga {}' + chr(34) + ',')}0]".encode()),
    "lines of one text of JSON": (identify.JSON, lambda: f'"{paragraphs("riga {}" + chr(92) + "n")}"'.encode()),
    "elements of XML": (identify.XML, lambda: f"<a>{paragraphs('<b>riga {}</b>')}</a>".encode()),
    "paragraphs of Word": (identify.DOCX, lambda: package(paragraphs(p(r("riga {}"))))),
    "lines of one paragraph of Word": (
        identify.DOCX,
        lambda: package(p(paragraphs("<w:r><w:t>riga {}</w:t><w:br/></w:r>"))),
    ),
    "rows of Word": (identify.DOCX, lambda: package(rows())),
    "text boxes of Word": (identify.DOCX, lambda: package(p(paragraphs(BOX.format(p(r("riga {}"))))))),
    "rows of a flat package": (identify.WORD_XML, lambda: flat(package(rows()))),
    "paragraphs of Word 2003": (identify.WORD_XML, lambda: word_2003(paragraphs(p(r("riga {}"))))),
    "paragraphs of OpenDocument": (identify.ODT, lambda: open_document(paragraphs("<text:p>riga {}</text:p>"))),
    "items of OpenDocument": (
        identify.ODT,
        lambda: open_document(
            f"<text:list>{paragraphs('<text:list-item><text:p>{}</text:p></text:list-item>')}</text:list>"
        ),
    ),
    "lines of flat OpenDocument": (
        identify.FODT,
        lambda: flat_open_document(f"<text:p>{paragraphs('riga {}<text:line-break/>')}</text:p>"),
    ),
    "paragraphs of RTF": (identify.RTF, lambda: rb"{\rtf1 " + paragraphs(r"riga {}\par ").encode() + b"}"),
    "rows of RTF": (
        identify.RTF,
        lambda: rb"{\rtf1 " + paragraphs(r"\trowd\cellx1\cellx2\intbl a\cell {}\cell\row ").encode() + b"}",
    ),
    "notes of RTF": (identify.RTF, lambda: rb"{\rtf1 testo " + paragraphs(r"{{\footnote nota {}}}").encode() + b"}"),
}


def read(kind: str, content: bytes, limits: Limits) -> DocumentText:
    reader = reader_for(kind)
    assert reader is not None
    return reader(content, limits)


@pytest.mark.parametrize("flood", FLOODS)
def test_a_reader_stops_behind_the_limit(flood: str) -> None:
    kind, make = FLOODS[flood]
    whole = read(kind, make(), Limits())
    bounded = read(kind, make(), Limits(blocks=MOST))
    assert len(whole.blocks) >= FLOOD
    # What was under way when the room ended may still be closed.
    assert MOST < len(bounded.blocks) <= MOST + 2
    assert [block.text for block in bounded.blocks] == [block.text for block in whole.blocks[: len(bounded.blocks)]]


@pytest.mark.parametrize("flood", FLOODS)
def test_nothing_else_is_told_of_a_file_that_is_sound(flood: str) -> None:
    kind, make = FLOODS[flood]
    assert read(kind, make(), Limits(blocks=MOST)).gaps == ()


def test_lines_that_are_one_paragraph_are_joined_in_one_walk() -> None:
    line = "il comune apre una scuola serale nella biblioteca del quartiere e invita i ragazzi a"
    began = process_time()
    (block,) = plain.blocks_of("\n".join([line] * 30_000), Limits())
    assert process_time() - began < SOON
    assert block.text == " ".join([line] * 30_000)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["una parola di-", "visa in due"], "una parola divisa in due"),
        (["una parola di-", "vi-", "sa in tre"], "una parola divisa in tre"),
        (["il progetto Lodi-", "Milano"], "il progetto Lodi- Milano"),
        (["una lista -", "di cose"], "una lista - di cose"),
        (["una", "-", "cosa"], "una - cosa"),
    ],
)
def test_only_words_divided_at_the_end_of_a_line_are_made_whole(lines: list[str], text: str) -> None:
    assert plain.join_lines(lines) == text


def test_the_text_around_a_number_is_bounded_however_often_it_is_written() -> None:
    counter = ListCounter[str, str]({"a": {0: ListLevel("decimal", "x" * 100_000 + "%1")}})
    assert sum(len(counter.label("a", 0, "a")) for _ in range(1000)) < 1_000_000
    long = numbering(DECIMAL.replace("%1)", "%1)" + "z" * 100_000))
    found = read(identify.DOCX, package("".join(p(r("voce"), in_list(1)) for _ in range(20)), lists=long), Limits())
    assert [block.text.partition(")")[0] for block in found.blocks] == [str(number) for number in range(1, 21)]
    assert sum(len(block.text) for block in found.blocks) < 20_000


@pytest.mark.parametrize("levels", ["99999999", "9" * 5000, "0", "²", "11"])
@pytest.mark.parametrize("level", ["1", "99999999"])
def test_a_list_that_claims_levels_without_end_is_numbered_as_lists_are(level: str, levels: str) -> None:
    styles = (
        f'<text:list-style style:name="L"><text:list-level-style-number text:level="{level}" '
        f'text:display-levels="{levels}" style:num-format="1" style:num-suffix=")"/></text:list-style>'
    )
    items = "<text:list-item><text:p>voce</text:p></text:list-item>" * 2
    body = f'<text:list text:style-name="L">{items}</text:list>'
    found = read(identify.FODT, flat_open_document(body, styles=styles), Limits())
    assert [block.text for block in found.blocks] == (["1) voce", "2) voce"] if level == "1" else ["- voce"] * 2)


def test_a_text_box_of_word_97_that_is_anchored_in_itself_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "prima\rdentro\r"
    stretch = [Properties(0, len(text), b"")]
    file = WordBinary(b"", b"", b"", text, stretch, stretch)
    boxes = [(0, (6, 13)), (8, (6, 13)), (9, (6, 13))]
    monkeypatch.setattr(word97, "_anchored_boxes", lambda _: boxes)
    monkeypatch.setattr(word97, "circles", lambda _: set())
    reading = word97._Reading(file, Sheets([], []), Lists([], ListCounter({})), Blocks(Limits()))
    reading.story(0, 6, BlockKind.PARAGRAPH)
    assert [block.text for block in reading.blocks] == ["prima", "dentro", "dentro", "dentro"]
