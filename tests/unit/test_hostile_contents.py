"""Contents made to harm: each costs itself a little time at most, and the good scheda beside it is read."""

import io
import lzma
import struct
import zipfile
from collections.abc import Callable
from time import process_time

import pytest

from config import directory
from config.limits import Limits
from config.vocabulary import MessageState
from ingest.dates import in_utc
from ingest.envelopes import daticert, pades, uu
from ingest.mime import headers_of, parse_mime
from jobs.pipeline import read_submission
from parsers.campo.opinion import why
from parsers.model import Block
from parsers.official.choice import choices
from parsers.readers.web import html
from parsers.readers.web.style import HiddenRules
from store.model import Submission

#: CPU seconds within which anything here is read; what grew with the square took minutes.
SOON = 20.0

SCHEDA = (
    "Campo n. 7: PROCESSI DI COINVOLGIMENTO VOLONTARIO DEL RICHIEDENTE ASILO\r\n\r\n"
    "Il Comune e la parrocchia hanno avviato una squadra di volontari richiedenti asilo che ogni sabato cura i giardini"
    " pubblici insieme agli anziani del quartiere, con la guida di due artigiani in pensione.\r\n"
)


def mail(*parts: tuple[str, bytes], head: str = "") -> bytes:
    """A mail of an office with its scheda in the text, and parts given as (header fields, content)."""
    first = ("Content-Type: text/plain; charset=utf-8", SCHEDA.encode())
    pieces = [f"--tagliando\r\n{fields}\r\n\r\n".encode() + content + b"\r\n" for fields, content in (first, *parts)]
    start = (
        "From: Prefettura di Lodi <protocollo.preflo@pec.interno.it>\r\nTo: raccolta@example.org\r\nSubject: scheda\r\n"
        f"Date: Wed, 02 Dec 2015 09:00:00 +0100\r\nMessage-ID: <g@example.org>\r\nMIME-Version: 1.0\r\n{head}"
        'Content-Type: multipart/mixed; boundary="tagliando"\r\n\r\n'
    )
    return start.encode() + b"".join(pieces) + b"--tagliando--\r\n"


def attached(name: str, content: bytes) -> tuple[str, bytes]:
    return f'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"', content


def read(original: bytes, limits: Limits | None = None) -> Submission:
    """The reading of a mail, which holds its good scheda and came in time."""
    began = process_time()
    submission = read_submission(original, limits or Limits(without_tools=("tesseract", "libreoffice", "libarchive")))
    assert process_time() - began < SOON
    assert 7 in {scheda.campo for scheda in submission.reading.schede}
    assert submission.verdict in {MessageState.DONE, MessageState.PARTIAL}
    return submission


def codes(submission: Submission) -> set[str]:
    return {str(problem.code) for problem in (*submission.problems, *submission.reading.problems)}


def certificate(day: str, hour: str = "00:00:00", zone: str = "+0100") -> bytes:
    return (
        f'<postacert tipo="posta-certificata" errore="nessuno"><intestazione><mittente>a@b.it</mittente></intestazione'
        f"><dati>"
        f'<data zona="{zone}"><giorno>{day}</giorno><ora>{hour}</ora></data></dati></postacert>'
    ).encode()


@pytest.mark.parametrize(
    ("day", "hour", "zone"), [("01/01/0001", "00:00:00", "+0100"), ("31/12/9999", "23:59:59", "-0800")]
)
def test_a_certified_moment_beyond_the_calendar_is_none(day: str, hour: str, zone: str) -> None:
    found = daticert.read_daticert(certificate(day, hour, zone))
    assert found is not None
    assert found.certified_at is None
    assert "internal_error" not in codes(read(mail(attached("daticert.xml", certificate(day, hour, zone)))))


def test_a_moment_without_zone_is_none() -> None:
    assert in_utc("2015-12-01") is None


@pytest.mark.parametrize(
    "ranges", [b"[0 " + b"9" * 5000 + b" 3 4]", b"[0 1 2 " + b"7" * 13 + b"]", b"[" + b" " * 500 + b"0 1 2 3]"]
)
def test_a_signature_that_covers_impossible_bytes_is_no_fault(ranges: bytes) -> None:
    content = b"%PDF-1.4\n/ByteRange " + ranges
    assert list(pades.signatures_in(content, "a.pdf")) == []
    assert "internal_error" not in codes(read(mail(attached("a.pdf", content))))


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def crowded(count: int, *, claimed: int | None = None) -> bytes:
    """A zip whose directory lists one file `count` times, and says `claimed` of that."""
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    told = min(count if claimed is None else claimed, 0xFFFF)
    return (
        local
        + entry * count
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, told, told, len(entry) * count, len(local), 0)
    )


def test_the_entries_of_a_zip_are_counted_from_its_directory() -> None:
    inner = zipped({"a": b"1", "b": b"2"})
    assert directory.entries_of(zipped({"x.zip": inner, "y": b"3"}, zipfile.ZIP_STORED)) == 2
    assert directory.entries_of(crowded(40, claimed=1)) == 40
    assert directory.entries_of(b"PK\x05\x06") == 0
    assert not directory.is_crowded(zipped({"a": b"1"}))


@pytest.mark.parametrize("claimed", [None, 3])
@pytest.mark.parametrize("name", ["schede.zip", "scheda.docx"])
def test_a_zip_with_a_flood_of_entries_is_closed_before_they_are_read(name: str, claimed: int | None) -> None:
    submission = read(mail(attached(name, crowded(300_000, claimed=claimed))))
    assert "archive_limit" in codes(submission)
    assert submission.verdict is MessageState.PARTIAL


def test_an_lzma_entry_without_properties_costs_itself_alone() -> None:
    broken = bytearray(zipped({"a.txt": b"nota " * 300}, zipfile.ZIP_LZMA))
    at = broken.find(b"a.txt") + 5
    broken[at + 2 : at + 4] = b"\0\0"
    with pytest.raises(lzma.LZMAError):
        zipfile.ZipFile(io.BytesIO(bytes(broken))).read("a.txt")
    submission = read(mail(attached("d.zip", bytes(broken))))
    assert [p.document for p in submission.problems if p.code == "unreadable_document"] == ["d.zip/a.txt"]


@pytest.mark.parametrize("end", ["", "end\n", "x\n" * 3 + "end\n"])
@pytest.mark.parametrize("begin", ["begin 644 a\n", "begin-base64 644 a\n"])
def test_beginnings_of_files_without_an_end_stay_text(begin: str, end: str) -> None:
    text = begin * 50_000 + end
    began = process_time()
    left, _ = uu.take_out(text)
    assert process_time() - began < SOON
    assert left.startswith(begin * 49_999)


def test_a_file_behind_a_beginning_without_an_end_is_taken_out() -> None:
    left, files = uu.take_out("begin 644 a\nbegin 644 nota.txt\n#0V%T\n`\nend\nciao\n")
    assert files == [("nota.txt", b"Cat")]
    assert left == "begin 644 a\nciao\n"


PAGES: dict[str, Callable[[int], str]] = {
    "rows": lambda n: "<table>" + "<tr><td>a<td>b" * n,
    "cells of one row": lambda n: "<table><tr>" + "<td>a" * n,
    "items": lambda n: "<ol>" + "<li>a" * n,
    "declarations": lambda n: "<p>a</p>" + "<?xml" * n,
    "comments in a style": lambda n: "<style>" + "/*" * n + "</style><p>a</p>",
    "at signs in a style": lambda n: "<style>" + "@" * n + "</style><p>a</p>",
    "a style without braces": lambda n: "<style>" + "a" * n + "</style><p>a</p>",
    "open braces in a style": lambda n: "<style>" + "@a{b{" * n + "</style><p>a</p>",
}


@pytest.mark.parametrize("shape", PAGES)
def test_a_page_is_read_in_one_walk(shape: str) -> None:
    began = process_time()
    assert html.read(PAGES[shape](60_000).encode(), Limits()).blocks
    assert process_time() - began < SOON


def test_places_of_items_and_cells_are_counted() -> None:
    page = (
        '<ol start="3"><li>uno<li>due<li value="9">tre</ol><ol start="99999999999999999999"><li>quattro</ol>'
        "<table><tr><td>a<td>b<tr><td>solo<tr><td>c<td>d</table>"
    )
    blocks = html.read(page.encode(), Limits()).blocks
    assert [block.text for block in blocks][:4] == ["3) uno", "4) due", "9) tre", "1) quattro"]
    assert [(b.text, b.cell.row, b.cell.column) for b in blocks if b.cell] == [
        ("a", 0, 0),
        ("b", 0, 1),
        ("c", 2, 0),
        ("d", 2, 1),
    ]


def test_rules_of_a_style_sheet_are_found_without_patterns() -> None:
    from lxml import html as lxml_html

    sheet = (
        "@import 'a'; p.x{display:none} /* .y{display:none} */ @media print{.z{display:none}} #k , td.w{ "
        "visibility : hidden }"
    )
    page = lxml_html.document_fromstring(f"<style>{sheet}</style><p>a</p>")
    assert HiddenRules.of(page).rules == {("p", "x", ""), ("", "", "k"), ("td", "w", "")}


def test_a_flood_of_paragraphs_is_cut_and_told() -> None:
    flood = (
        "Content-Type: text/html; charset=utf-8\r\nContent-Disposition: attachment; filename=p.html",
        b"<p>riga</p>" * 900,
    )
    submission = read(mail(flood), Limits(blocks=300))
    told = [p for p in submission.reading.problems if p.code == "archive_limit"]
    assert [(p.document, p.detail) for p in told] == [
        ("p.html", "only the first 300 paragraphs and cells were read (LIMIT_BLOCKS is 300)")
    ]
    assert submission.verdict is MessageState.PARTIAL


def odt(body: str) -> bytes:
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body></office"
        f":document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


@pytest.mark.parametrize("count", ["20000000", "9" * 5000, "²", "-4"])
def test_blanks_by_the_million_are_a_blank(count: str) -> None:
    submission = read(mail(attached("a.odt", odt(f'<text:p>prima<text:s text:c="{count}"/>dopo</text:p>' * 60))))
    assert {document.status.value for document in submission.reading.documents} == {"read"}


def test_of_a_flood_of_parts_files_are_read_before_texts() -> None:
    flood = [("Content-Type: text/plain", b"x")] * 3000
    last = (
        'Content-Type: text/plain; name="ultima.txt"\r\nContent-Disposition: attachment; filename="ultima.txt"',
        SCHEDA.encode(),
    )
    submission = read(mail(*flood, last), Limits(mime_parts=50))
    assert "ultima.txt" in {document.path for document in submission.reading.documents}
    assert "archive_limit" in codes(submission)
    assert submission.verdict is MessageState.PARTIAL


def test_a_mail_that_names_a_million_others_answers_the_nearest() -> None:
    thread = "References: " + "\r\n ".join(f"<{n:x}@a>" for n in range(60_000)) + "\r\n"
    mail_ = mail(head=thread + "In-Reply-To: <primo@b>\r\n")
    answered = headers_of(parse_mime(mail_, 50)).in_reply_to
    assert answered[0] == "<primo@b>"
    assert answered[-1] == f"<{59_999:x}@a>"
    assert len(answered) <= 201
    read(mail_)


@pytest.mark.parametrize(
    "head", ["A=======", "MINISTEROdellINTERNOprefettura di Lodi", "MIIB====", "MI" + "A" * 40 + "=" * 9]
)
@pytest.mark.parametrize(
    "label", ["", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: " + "(" * 30_000 + "\r\n"]
)
def test_letters_that_only_look_encoded_harm_nobody(head: str, label: str) -> None:
    fields = (
        f'{label}Content-Type: application/octet-stream; name="nota.txt"\r\nContent-Disposition: attachment; '
        f'filename="nota.txt"'
    )
    assert "internal_error" not in codes(read(mail((fields, head.encode()))))


def test_reasons_are_not_looked_for_among_thousands_of_sentences() -> None:
    began = process_time()
    assert why("Il corso continua. " * 4000) == ()
    assert process_time() - began < SOON


_SHORT = Limits(scheda_chars=5_000)
FLOODS: dict[str, bytes] = {
    "marks": b"<?xml" * 1_200,
    "codes": b"bcdfg 12345 " * 500,
    "words": b"la casa di tutti " * 350,
    "few codes": b"xkcdqwrt " * 60,
    "short lines": b"begin 644 a\r\n" * 500,
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_flood_behind_a_scheda_costs_itself_alone(kind: str, flood: str) -> None:
    submission = read(mail((f"Content-Type: {kind}; charset=utf-8", FLOODS[flood])), _SHORT)
    (scheda,) = submission.reading.schede
    assert scheda.description == SCHEDA.split("\r\n\r\n")[1].strip()
    # A person sees it: what is no language is set apart as such, other words make the scheda itself doubtful.
    assert "unexplained_text" in codes(submission)
    assert scheda.needs_review or "codes" in flood


def test_a_flood_within_the_text_of_a_scheda_leaves_both_its_ends() -> None:
    end = "La squadra continua ogni estate con i volontari della parrocchia e gli anziani del quartiere."
    text = SCHEDA + "\r\n" + "bcdfg 12345 " * 500 + "\r\n\r\n" + end
    submission = read_submission(mail().replace(SCHEDA.encode(), text.encode()), _SHORT)
    (scheda,) = submission.reading.schede
    assert scheda.description.startswith("Il Comune e la parrocchia")
    assert scheda.description.endswith(end)
    assert "bcdfg" not in scheda.description


@pytest.mark.parametrize("piece", ["t/text:p></t", "parola ", "a, b e c ", "«voce» "])
def test_a_bracket_that_is_never_closed_is_looked_at_once(piece: str) -> None:
    text = "1) [x] (" + piece * (300_000 // len(piece))
    began = process_time()
    assert choices([Block(0, text)]) == []
    assert process_time() - began < SOON
