"""Work in proportion, of what stands around and beside texts: envelopes, signatures, objects, drawings, pictures.
Counted as in `test_growth_of_readers`.
"""

import base64
import hashlib
import struct
from collections.abc import Callable
from io import BytesIO

import pytest
from asn1crypto import cms as asn1
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from config.limits import TOOLS, Limits
from ingest.envelopes import sevenzip
from ingest.names import unique_path
from jobs.pipeline import read_submission
from parsers.readers.pdf.marks import Mark
from parsers.readers.scan import document as scan
from parsers.readers.shared.ole import compound, objects_in
from tests.conftest import _needs
from tests.properties.test_growth_of_readers import FIRST, file, grows, numbered
from tests.specimens import outlook
from tests.specimens.envelopes import daticert, detached, pec_mail, seven_zip, signed
from tests.specimens.pages import drawn, objects
from tests.specimens.parts import deflated, with_parts
from tests.specimens.word import p, package, r
from tests.unit.test_hostile_contents import attached, mail

SIGNATURE = detached(b"nota")
#: What says in an address that an office follows, which never does.
MARKS = "pref.xx."
SEGNATURA = (
    "<Segnatura><Intestazione><Identificatore><NumeroRegistrazione>1</NumeroRegistrazione></Identificatore>{}"
    "</Intestazione></Segnatura>"
)


def signers(count: int) -> bytes:
    """Signed data with the same signer many times."""
    info = asn1.ContentInfo.load(signed(b"nota"))
    one = info["content"]["signer_infos"][0]
    info["content"]["signer_infos"] = asn1.SignerInfos([one] * count)
    return bytes(info.dump(force=True))


def pieces(count: int) -> bytes:
    """Signed data whose content comes in pieces of a byte (BER, X.690 8.21)."""
    content = b"\x24\x80" + b"\x04\x01a" * count + b"\0\0"
    kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
    inner = b"\x30\x80" + kind + b"\x01\xa0\x80" + content + b"\0\0\0\0"
    data = b"\x30\x80\x02\x01\x01\x31\x00" + inner + b"\x31\x00\0\0"
    return b"\x30\x80" + kind + b"\x02\xa0\x80" + data + b"\0\0\0\0"


def container(count: int, signatures: int = 0) -> bytes:
    """Files with a manifest that names them all, and signatures of the manifest."""
    files = {f"{number}.txt": f"nota {number}".encode() for number in range(count)}
    told = "".join(
        f'<r:DataObjectReference URI="{name}"><d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<d:DigestValue>{base64.b64encode(hashlib.sha256(content).digest()).decode()}</d:DigestValue>"
        "</r:DataObjectReference>"
        for name, content in files.items()
    )
    manifest = f'<r:ASiCManifest xmlns:r="http://uri.etsi.org/02918/v1.2.1#" xmlns:d="d">{told}</r:ASiCManifest>'
    beside = {f"META-INF/signature{number}.p7s": detached(manifest.encode()) for number in range(signatures or 1)}
    return deflated({**files, "META-INF/ASiCManifest.xml": manifest.encode(), **beside})


def message(count: int, *, data: bool) -> bytes:
    """An Outlook message with attachments; without data they are links."""
    tree = outlook.message_tree(
        subject="Schede", body="In allegato.", files={f"{n}.txt": f"nota {n}".encode() for n in range(count)}
    )
    for attachment in (value for name, value in tree.items() if name.startswith("__attach")):
        if isinstance(attachment, dict) and not data:
            del attachment["__substg1.0_37010102"]
    return outlook.compound(tree)


def message_of_messages(count: int) -> bytes:
    inside = {f"{n}": outlook.message_tree(subject=f"Nota {n}", body="nota", embedded=True) for n in range(count)}
    return outlook.compound(outlook.message_tree(subject="Schede", body="Si inoltra.", inside=inside))


def pool(count: int) -> bytes:
    """Objects in the pool of a Word file."""
    return compound({"ObjectPool": {f"_{number}": {"Package": b"%PDF-1.4 nota"} for number in range(count)}})


def lines_of_their_own(canvas: Canvas, count: int) -> None:
    """Lines no two of which are as far apart as the next two."""
    canvas.setFont("Helvetica", 3)
    top = 800.0
    for number in range(count):
        top -= 4.2 + 8 * (number * 0.618 % 1)
        canvas.drawString(60, top, f"riga numero {number} della nota")


def boxes(canvas: Canvas, count: int) -> None:
    canvas.setFont("Helvetica", 5)
    for number in range(count):
        x, y = 40 + 60 * (number % 8), 800 - 12 * (number // 8)
        canvas.rect(x, y, 8, 8)
        if number % 3:
            canvas.line(x, y, x + 8, y + 8)
        canvas.drawString(x + 10, y, f"voce {number}")


def noted(count: int) -> bytes:
    """A page with what somebody typed upon it."""
    notes = [
        b"<</Type/Annot/Subtype/FreeText/Rect[60 %d 300 %d]/Contents(nota %d)>>" % (9 * n, 9 * n + 8, n)
        for n in range(count)
    ]
    listed = b" ".join(b"%d 0 R" % (4 + number) for number in range(count))
    return objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 8420]/Annots[%s]>>" % listed,
        *notes,
    )


def holding(count: int) -> bytes:
    """A PDF with files inside."""
    names = b" ".join(b"(%d)%d 0 R" % (n, 4 + n) for n in range(count))
    files = [b"<</Type/Filespec/F(%d.txt)/EF<</F %d 0 R>>>>" % (n, 4 + count + n) for n in range(count)]
    return objects(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[%s]>>>>>>" % names,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *files,
        packets=[b"nota %d" % n for n in range(count)],
    )


def pictured(count: int) -> bytes:
    """A Word file with metafiles of many records."""
    record = struct.pack("<II", 3, 8)
    head = struct.pack("<II", 1, 88).ljust(40, b"\0") + b" EMF"
    drawing = head.ljust(88, b"\0") + record * count
    return with_parts(package(p(r("Nota"))), {"rId9": ("image", "media/a.emf", drawing)})


#: With so many pieces at least, of shapes that are looked at as pictures from a number on.
_MORE = {"boxes of a PDF": 64, "marks in the address of a mail passed on": 64}
SHAPES: dict[str, Callable[[int], bytes]] = {
    "signatures beside files": lambda n: mail(
        *(attached(f"{k}.txt", b"nota %d" % k) for k in range(n)), *(attached(f"{k}.p7s", SIGNATURE) for k in range(n))
    ),
    "signers of one file": lambda n: file("a.txt.p7m", signers(n)),
    "pieces of a signed file": lambda n: file("a.txt.p7m", pieces(4 * n)),
    "files of a container": lambda n: file("a.asice", container(n)),
    "signatures of a container": lambda n: file("a.asice", container(4, n)),
    "attachments of a message": lambda n: file("a.msg", message(n, data=True)),
    "links of a message": lambda n: file("a.msg", message(n, data=False)),
    "messages in a message": lambda n: file("a.msg", message_of_messages(n)),
    "envelopes of PEC": lambda n: mail(
        *(("Content-Type: message/rfc822", pec_mail(mail(), "a@pec.example", sign=False).rstrip()) for _ in range(n))
    ),
    "persons in the data of a provider": lambda n: file(
        "daticert.xml",
        daticert("a@b.it").replace(
            b"<risposte>", b'<destinatari tipo="esterno">c@d.it</destinatari>' * n + b"<risposte>"
        ),
    ),
    "earlier messages of a Segnatura": lambda n: file(
        "Segnatura.xml",
        SEGNATURA.replace(
            "{}",
            numbered(
                n,
                "<Riferimenti><Messaggio><Identificatore><NumeroRegistrazione>{}</NumeroRegistrazione>"
                "</Identificatore></Messaggio></Riferimenti>",
            ),
        ).encode(),
    ),
    "marks in the address of a Segnatura": lambda n: file(
        "Segnatura.xml",
        SEGNATURA.replace(
            "{}", f"<Origine><IndirizzoTelematico>{MARKS * n}@interno.it</IndirizzoTelematico></Origine>"
        ).encode(),
    ),
    "marks in the address of a sender": lambda n: mail().replace(b"protocollo.preflo@", f"{MARKS * n}@".encode()),
    "marks in the address of a mail passed on": lambda n: file(
        "t.txt", f"Da: Ufficio <{MARKS * n}@interno.it>\nA: a@b.it\nOggetto: Scheda\n\nnota\n".encode()
    ),
    "files written in a text": lambda n: file("t.txt", numbered(n, "begin 644 {}.txt\n#0V%T\n`\nend\n").encode()),
    "lines of a PDF, each at its own distance": lambda n: file(
        "a.pdf", drawn(lambda canvas: lines_of_their_own(canvas, n), (595, 40.0 * n + 842))
    ),
    "boxes of a PDF": lambda n: file("a.pdf", drawn(lambda canvas: boxes(canvas, n))),
    "notes upon a PDF": lambda n: file("a.pdf", noted(n)),
    "files inside a PDF": lambda n: file("a.pdf", holding(n)),
    "orders of a metafile": lambda n: file("a.docx", pictured(4 * n)),
}


@pytest.fixture(autouse=True)
def bounds_reached_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are looked for among few rules only: the library compares all that stand with all that lie."""
    monkeypatch.setattr("parsers.readers.pdf.document._RULES_OF_A_TABLE", range(6, 6))


@pytest.mark.parametrize("shape", SHAPES)
def test_opening_and_drawing_take_work_in_proportion(shape: str) -> None:
    read_submission(SHAPES[shape](2), Limits(without_tools=TOOLS))
    assert not grows(SHAPES[shape], _MORE.get(shape, FIRST))


def ticked(count: int) -> bytes:
    """A scan of a page with tick boxes, some of which nobody can tell whether they are ticked."""
    picture = Image.new("L", (1700, 2200), 255)
    draw = ImageDraw.Draw(picture)
    for number in range(count):
        x, y = 60 + 80 * (number % 20), 60 + 60 * (number // 20)
        draw.rectangle((x, y, x + 30, y + 30), outline=0, width=2)
        if number % 3:
            draw.rectangle((x + 10, y + 10, x + 15, y + 15 + number % 3), fill=0)
    return b"".join((struct.pack("<HH", *picture.size), picture.tobytes()))


def marks_of(content: bytes) -> list[Mark]:
    picture = Image.frombytes("L", struct.unpack_from("<HH", content), content[4:])
    return scan.marks_on(picture, scan.DPI)


def test_boxes_of_a_scan_take_work_in_proportion() -> None:
    assert len(marks_of(ticked(100))) > 60
    assert not grows(ticked, 100, marks_of)


def told(count: int) -> bytes:
    """What Tesseract says of a page with so many lines."""
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = (f"5\t1\t1\t1\t{n}\t1\t100\t{40 + 20 * n}\t300\t15\t90\tparola{n}" for n in range(count))
    return (head + "\n".join(rows)).encode()


def test_lines_of_a_scan_take_work_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    page = BytesIO()
    Image.new("L", (1700, 2200), 255).save(page, "PNG")
    said = [b""]
    monkeypatch.setattr(scan, "_tesseract", lambda *_: said[0].decode())
    monkeypatch.setattr(scan, "ink_of", lambda picture: Image.new("L", picture.size, 1))
    monkeypatch.setattr(scan, "boxes_on", lambda *_: [])
    monkeypatch.setattr(scan, "skew_of", lambda _: 0.0)

    def reading(content: bytes) -> object:
        said[0] = content
        return scan.read(page.getvalue(), Limits())

    assert not grows(told, 100, reading)


def test_objects_of_a_word_file_take_work_in_proportion() -> None:
    assert len(list(objects_in(pool(20), Limits()))) == 20
    assert not grows(pool, 40, lambda content: list(objects_in(content, Limits())))


def test_files_of_one_name_are_numbered_without_a_search() -> None:
    def reading(content: bytes) -> set[str]:
        taken, numbers = set[str](), dict[str, int]()
        for _ in content:
            taken.add(unique_path("dati.zip/nota.txt", numbers, taken))
        return taken

    assert reading(bytes(3)) == {"dati.zip/nota.txt", "dati.zip/nota (2).txt", "dati.zip/nota (3).txt"}
    assert not grows(bytes, 100, reading)


@pytest.mark.service
def test_entries_of_a_7z_take_work_in_proportion() -> None:
    _needs(sevenzip.available(), "libarchive")

    def made(count: int) -> bytes:
        return file("a.7z", seven_zip({f"{number}.txt": f"nota {number}".encode() for number in range(count)}))

    limits = Limits(without_tools=("tesseract", "libreoffice"))
    read_submission(made(2), limits)
    assert not grows(made, FIRST, lambda original: read_submission(original, limits))
