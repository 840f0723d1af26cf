"""The RTF reader, construct by construct."""

import pytest

from config.errors import DocumentError
from config.limits import Limits
from parsers.model import Block, BlockKind
from parsers.readers.rtf.document import read

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f3\fnil\fcharset2 "
    r"Wingdings{\*\falt Symbol};}}"
    r"{\colortbl;\red0\green0\blue0;\red255\green0\blue0;}{\stylesheet{\ql \f0 Normal;}{\s1\qc\b \f0 heading 1;"
    r"}{\*\cs10 \additive Default;}}"
)


def blocks(body: str) -> tuple[Block, ...]:
    return read(f"{HEAD}{body}}}".encode("ascii"), Limits()).blocks


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def box(result: str) -> str:
    return (
        r"{\field{\*\fldinst { FORMCHECKBOX }{{\*\formfield{\fftype1"
        + result
        + r"\ffhps20{\*\ffname C1}}}}}{\fldrslt }}"
    )


@pytest.mark.parametrize(
    ("result", "mark"),
    [
        (r"\ffres1\ffdefres0", "☒"),
        (r"\ffres0\ffdefres1", "☐"),
        (r"\ffres25\ffdefres0", "☐"),
        (r"\ffres25\ffdefres1", "☒"),
        (r"\ffdefres1", "☒"),
    ],
)
def test_s44_legacy_boxes(result: str, mark: str) -> None:
    assert texts(box(result) + r" 5) lingua\par") == [f"{mark} 5) lingua"]


def test_a_field_without_its_state_is_unknown() -> None:
    assert texts(r"{\field{\*\fldinst { FORMCHECKBOX }}{\fldrslt {}}} 5) lingua\par") == ["⍰ 5) lingua"]


def test_symbols_in_every_notation() -> None:
    assert texts(
        r"{\f3 \'fe} a {\f3\u-3928?} b {\f3 o} c\par {\field{\*\fldinst SYMBOL 254 \\f Wingdings}{\fldrslt\f3}} d\par"
    ) == [
        "☒ a ☐ b ☐ c",
        "☒ d",
    ]


def test_characters_in_every_notation() -> None:
    assert texts(r"caff\'e8 \'93cos\'ec\'94 citt\u224\'e0 \{x\} a\_b c\-d\par {\uc0\u55357\u56832  ok}\par") == [
        "caffè “così” città {x} a-b cd",
        "😀 ok",
    ]


def test_looks_that_answer() -> None:
    found = blocks(
        r"{\b uno}\par{\cf2 due}\par{\cf1 tre}\par{\ul quattro}\par{\strike cinque}\par{\highlight7 sei}\par{\v "
        r"via}\par"
    )
    assert [(b.text, b.bold, b.marked, b.struck) for b in found] == [
        ("uno", True, False, False), ("due", False, True, False), ("tre", False, False, False), ("quattro", False, True,
            False),
        ("cinque", False, False, True), ("sei", False, True, False),
    ]  # fmt: skip


def test_headings_lists_and_text_boxes() -> None:
    found = blocks(
        r"\pard\s1 Titolo\par\pard\plain{\listtext\pard\plain 1)\tab}\ls1 uno\par{\listtext\f3\'a8\tab}due\par\pard "
        r"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard nel "
        r"riquadro\par}}{\shprslt{\*\do{\dptxbx{\dptxbxtext\pard nel riquadro\par}}}}}fuori\par"
    )
    assert [(b.text, b.level) for b in found] == [
        ("Titolo", 1),
        ("1) uno", None),
        ("☐ due", None),
        ("fuori", None),
        ("nel riquadro", None),
    ]


def test_tables_by_shared_borders() -> None:
    body = (
        r"\trowd\cellx3000\cellx6000\pard\intbl campo\cell testo\cell\row\trowd\cellx6000\pard\intbl unito\cell\row"
        r"\trowd\cellx3000\cellx6000\pard\intbl a\cell b\par c\cell\row\pard fine\par"
    )
    assert [(b.text, b.cell and (b.cell.row, b.cell.column)) for b in blocks(body)] == [
        ("campo", (0, 0)), ("testo", (0, 1)), ("unito", (1, 0)), ("a", (2, 0)), ("b", (2, 1)), ("c", (2, 1)), ("fine",
            None),
    ]  # fmt: skip


def test_headers_notes_and_what_is_no_text() -> None:
    found = blocks(
        r"{\info{\title no}}{\header\pard Prefettura di Asti\par}{\*\ignota no}testo{\*\footnote\pard "
        r"nota\par}\par{\pict\wmetafile8 0102}\bin4 {\}x fine"
    )
    assert [(b.kind, b.text) for b in found[:2]] == [
        (BlockKind.HEADER, "Prefettura di Asti"),
        (BlockKind.PARAGRAPH, "testo"),
    ]
    assert found[-1].text == "nota"


@pytest.mark.parametrize("content", [b"", b"testo", b"PK\x03\x04"])
def test_what_is_no_rtf_says_so(content: bytes) -> None:
    with pytest.raises(DocumentError):
        read(content, Limits())


@pytest.mark.parametrize("size", range(10, 400, 37))
def test_cut_files_give_what_is_there(size: int) -> None:
    content = f"{HEAD}{box(chr(92) + 'ffres1')} uno\\par {{\\b due\\par}} tre}}".encode("ascii")
    read(content[: len(content) - size], Limits())
