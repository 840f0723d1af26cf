"""Plain text in every state that programs leave it in."""

import pytest

from config.limits import Limits
from parsers.model import DocumentText
from parsers.readers.plain import blocks_of, decode, read

TEXT = "Scheda 5 – Perché la città è così\n\nLe attività si svolgono dall’ente di sera."


def texts(content: bytes) -> list[str]:
    document: DocumentText = read(content, Limits())
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_b12_line_ends_and_encodings(end: str, encoding: str) -> None:
    lines = TEXT.split("\n\n")
    if encoding == "windows-1252" and end == "\u2028":
        end = "\n"
    assert texts((end * 2).join(lines).encode(encoding)) == lines


def test_form_feeds_soft_hyphens_and_marks_of_direction() -> None:
    assert texts("uno\fdue\n\nat\u00adti\u00advità\u200b di\ufeff sera\x07\x1a".encode()) == [
        "uno",
        "due",
        "attività di sera",
    ]


def test_a_line_of_a_million_characters_is_one_paragraph() -> None:
    assert texts(("parola " * 150_000).encode()) == [("parola " * 150_000).strip()]


@pytest.mark.parametrize("strange", [b"caff\xe8", b"\x93citt\xe0\x94", b"\x80 5"])
def test_b16_a_few_bytes_of_another_encoding_do_not_change_the_others(strange: bytes) -> None:
    read_back = decode(TEXT.encode() + b"\n" + strange)
    assert read_back == TEXT + "\n" + strange.decode("windows-1252")


@pytest.mark.parametrize("encoding", ["windows-1252", "cp850", "mac-roman"])
def test_b16_a_text_of_one_old_encoding_stays_one(encoding: str) -> None:
    text = "Perché la città è così, più attività e più qualità"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\xff", b"\x80\x81\xfe", b"a\xff\xfe\x00", b"\xfe\xff\x00"])
def test_odd_bytes_never_raise(content: bytes) -> None:
    assert isinstance(read(content, Limits()), DocumentText)


@pytest.mark.parametrize("stroke", ["_" * 39, "* * *", "=====", "-" * 20])
def test_a_line_drawn_across_the_page_is_no_part_of_a_paragraph(stroke: str) -> None:
    wrapped = (
        "Presso il circolo di Narni Scalo sei insegnanti in pensione tengono ogni pomeriggio\nuna lezione di un'ora"
    )
    blocks = blocks_of(f"{wrapped};\n{stroke}\nal torneo partecipano le parrocchie.", Limits())
    assert [block.text for block in blocks] == [
        f"{wrapped.replace(chr(10), ' ')};",
        stroke,
        "al torneo partecipano le parrocchie.",
    ]


TOLD = (
    "Quando un richiedente asilo esce dal centro una famiglia di Carpi lo segue nelle pratiche di tutti i giorni,",
    "dal contratto della luce all'abbonamento del treno, dal medico al",
    "centro per l'impiego. Le famiglie sono quattordici e si trovano una volta al mese.",
)


@pytest.mark.parametrize("beside", ["", "Una riga che nessuno ha tagliato " * 5, "> Citata " * 14])
def test_lines_that_were_cut_by_hand_are_one_paragraph(beside: str) -> None:
    text = "\n".join(TOLD) + f"\n\n{beside}"
    assert texts(text.encode())[0] == " ".join(TOLD)


@pytest.mark.parametrize(
    "lines",
    [
        ("corso di italiano per mamme nella scuola di via Dante", "sportello legale il giovedì in comune per tutti"),
        ("Prefettura di Modena, Area IV", "diritti civili e cittadinanza"),
        ("Il Comune ha aperto una scuola serale in biblioteca.", "due maestre vi insegnano ogni martedì sera"),
        ("Si segnalano le seguenti buone pratiche dei comuni:", "corso di italiano per mamme a Carpi"),
    ],
)
def test_lines_that_stand_for_themselves_stay_apart(lines: tuple[str, str]) -> None:
    long = "Una riga che nessuno ha tagliato " * 5
    assert texts("\n".join((*lines, "", long)).encode())[:2] == list(lines)


def test_lines_that_name_whose_they_are_stay_apart() -> None:
    lines = ("Il Comune di Sarzana: dodici volontari leggono con i maliani", "Il Comune di Levanto: una sola scheda")
    assert texts("\n".join(lines).encode()) == list(lines)
