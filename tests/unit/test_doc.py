"""The reader of Word 97-2003: what it knows it reads, what it is not sure of it hands on, nothing hostile breaks it."""

import struct
from io import BytesIO
from typing import Any

import olefile
import pytest

from config.errors import DocumentError, EncryptedDocumentError
from config.limits import Limits
from parsers.readers.shared.runs import box_state, symbol_field
from parsers.readers.word97 import document as doc
from parsers.readers.word97.file import UnsureError, modifiers, open_word, positions
from tests.specimens.word97 import doc as word_97


def test_modifiers_are_told_apart_by_their_size() -> None:
    block = (
        struct.pack("<HB", 0x0835, 1)
        + struct.pack("<HH", 0x4A4F, 7)
        + struct.pack("<HI", 0x6A03, 99)
        + struct.pack("<HB3s", 0xC615, 3, b"abc")
    )
    assert [(code, operand) for code, operand in modifiers(block)] == [
        (0x0835, b"\x01"), (0x4A4F, b"\x07\0"), (0x6A03, b"\x63\0\0\0"), (0xC615, b"abc"),
    ]  # fmt: skip


def test_a_plc_holds_one_position_more_than_items() -> None:
    assert positions(struct.pack("<3I", 0, 5, 9) + b"abcd", 2) == ([0, 5, 9], [b"ab", b"cd"])


@pytest.mark.parametrize(
    ("result", "default", "mark"),
    [(1, 0, "☒"), (0, 1, "☐"), (25, 1, "☒"), (25, 0, "☐"), (None, None, "☐"), (7, 0, "⍰")],
)
def test_a_legacy_box_counts_its_result_and_else_its_default(
    result: int | None, default: int | None, mark: str
) -> None:
    assert box_state(result, default) == mark


@pytest.mark.parametrize(
    ("instruction", "mark"),
    [('SYMBOL 254 \\f "Wingdings" \\s 12', "☒"), ("SYMBOL 0xA8 \\f Wingdings", "☐"), ("SYMBOL 82 \\f \"Wingdings 2\"",
        "☒"), ("PAGE", ""), ("HYPERLINK \"x\"", "")],
)  # fmt: skip
def test_symbol_fields_show_what_word_does_not_store(instruction: str, mark: str) -> None:
    assert symbol_field(f" {instruction} ") == mark


@pytest.mark.parametrize(
    "content",
    [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, b"{\\rtf1 x}"],
)
def test_what_is_no_sound_file_is_not_guessed_at(content: bytes) -> None:
    with pytest.raises(UnsureError):
        open_word(content)


def test_a_file_is_read_by_its_pieces() -> None:
    words = ["Scheda 5: la lingua", "Il comune apre una scuola serale."] * 30
    assert [block.text for block in doc.read(word_97(words), Limits()).blocks] == words


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ({"pieces": [(0, 300)] * 50}, "pieces hold more"),
        ({"pieces": [(0, 600)] * 9}, "pieces hold more"),
        ({"pages": 4000}, "more stretches"),
    ],
)
def test_a_file_of_kilobytes_is_no_text_of_gigabytes(layout: dict[str, Any], said: str) -> None:
    with pytest.raises(UnsureError, match=said):
        open_word(word_97(["Scheda 5: la lingua"] * 30, **layout))


def test_without_libreoffice_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.readers.shared.tools.shutil.which", lambda name: None)
    with pytest.raises(DocumentError, match="libreoffice-writer-nogui"):
        doc.read(olefile.MAGIC + b"\0" * 600, Limits())


def test_an_encrypted_package_of_office_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    from parsers import identify
    from parsers.readers import office

    monkeypatch.setattr(identify, "identify", lambda content: identify.ENCRYPTED_OFFICE)
    with pytest.raises(EncryptedDocumentError):
        office.read(b"", Limits())


def test_cut_files_never_raise_anything_but_document_errors(doc_file: bytes) -> None:
    for size in range(600, len(doc_file), 997):
        broken = doc_file[:size]
        try:
            open_word(broken)
        except (UnsureError, EncryptedDocumentError):
            continue


@pytest.fixture
def doc_file() -> bytes:
    """The smallest thing that opens as an OLE file is made by hand: a header and an empty directory."""
    header = bytearray(512)
    header[:8] = olefile.MAGIC
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<I", header, 76, 0)
    return bytes(header) + b"\xff" * 512 + BytesIO(b"\0" * 2048).read()
