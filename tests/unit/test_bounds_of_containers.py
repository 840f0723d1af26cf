"""What files claim to hold is bounded by what they are: streams, signatures, files in files, the size of pages."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from asn1crypto import cms as asn1
from PIL import Image

from config.compound import MAGIC, Compound
from config.limits import TOOLS, Limits
from config.vocabulary import Integrity, SignatureForm
from ingest.opening import open_message
from ingest.signatures import MOST, Digests, signatures_of
from parsers.model import Box
from parsers.readers.pdf import columns, document, sight
from parsers.readers.pdf.page import Frame
from parsers.readers.scan import document as scan
from parsers.readers.shared.ole import Tree, compound, objects_in
from tests.specimens.envelopes import detached, signed
from tests.specimens.pages import objects
from tests.unit.test_hostile_contents import attached, codes, mail, read, zipped


def going_round(claimed: int) -> bytes:
    """A compound file whose one stream claims so many bytes, in a chain of sectors that leads to its beginning."""
    content = bytearray(compound({"Workbook": b"x" * 9000}))
    sector = 1 << struct.unpack_from("<H", content, 30)[0]
    entry = content.index("Workbook".encode("utf-16-le"))
    start = struct.unpack_from("<I", content, entry + 116)[0]
    struct.pack_into("<Q", content, entry + 120, claimed)
    table = sector * (struct.unpack_from("<I", content, 76)[0] + 1)
    struct.pack_into("<I", content, table + 4 * start, start)
    return bytes(content)


class TestCompound:
    def test_names_are_found_whatever_their_case(self) -> None:
        file = Compound(compound({"Uno": b"1" * 5000, "Dentro": {"Due": b"22"}}))
        assert (file.stream(("uno",)), file.stream(("DENTRO", "due"))) == (b"1" * 5000, b"22")
        assert sorted(file.streams()) == [("Dentro", "Due"), ("Uno",)]
        assert file.is_storage(("dentro",))
        assert file.stream(("Dentro",)) is None

    @pytest.mark.parametrize("claimed", [1 << 20, 1 << 31, (1 << 32) - 1])
    def test_a_chain_that_goes_round_is_no_longer_than_the_file(self, claimed: int) -> None:
        content = going_round(claimed)
        assert len(Compound(content).stream(("Workbook",)) or b"") <= len(content)

    def test_streams_that_lie_one_over_the_other_are_refused(self) -> None:
        tree: Tree = {"Flusso": b"x" * 90_000, **{f"Altro {number}": b"x" * 5000 for number in range(40)}}
        content = bytearray(compound(tree))
        whole = content.index("Flusso".encode("utf-16-le"))
        for number in range(40):
            entry = content.index(f"Altro {number}\0".encode("utf-16-le"))
            content[entry + 116 : entry + 128] = content[whole + 116 : whole + 128]
        file = Compound(bytes(content))
        paths = list(file.streams())
        with pytest.raises(OSError, match="one over the other"):
            list(map(file.stream, paths))

    @pytest.mark.parametrize("name", ["a.xls", "a.doc", "a.msg", "a.bin"])
    def test_such_a_file_costs_itself_alone(self, name: str) -> None:
        assert "internal_error" not in codes(read(mail(attached(name, going_round(1 << 31)))))

    def test_packed_objects_have_the_limit_of_files(self) -> None:
        packed = b"ActiveMime".ljust(0x32, b"\0") + zlib.compress(MAGIC + bytes(50_000))
        with pytest.raises(Exception, match="LIMIT_FILE_BYTES is 1000"):
            list(objects_in(packed, Limits(file_bytes=1000)))


class TestSignatures:
    def test_the_digest_of_a_file_is_worked_out_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        new = hashlib.new
        monkeypatch.setattr(hashlib, "new", lambda name, content: asked.append(name) or new(name, content))
        digests = Digests({"a": b"1", "b": b"2"})
        wanted = hashlib.sha256(b"2").digest()
        for _ in range(50):
            assert digests.having([("sha256", wanted)]) == "b"
            assert digests.having([("sha256", wanted)], but="b") is None
        assert asked == ["sha256", "sha256"]

    @pytest.mark.parametrize("name", ["shake128", "shake_256", "nessuno", "md5"])
    def test_a_digest_that_nobody_knows_or_that_has_no_length_finds_no_file(self, name: str) -> None:
        assert Digests({"a": b"1"}).having([(name, b"")]) is None

    def test_more_signatures_than_anybody_makes_are_said_and_not_checked(self) -> None:
        info = asn1.ContentInfo.load(signed(b"nota"))
        one = info["content"]["signer_infos"][0]
        info["content"]["signer_infos"] = asn1.SignerInfos([one] * (MOST + 20))
        found = signatures_of(info.dump(force=True), "a.p7m", SignatureForm.ENVELOPING)
        assert len(found) == MOST + 1
        assert {signature.integrity for signature in found[:MOST]} == {Integrity.INTACT}
        assert found[MOST].integrity is Integrity.NOT_CHECKED
        assert "others were not looked at" in found[MOST].detail


def nested(depth: int, width: int) -> bytes:
    """Archives in archives, the innermost with nothing in them."""
    content = zipped({})
    for _ in range(depth):
        content = zipped({f"{number}.zip": content for number in range(width)})
    return content


@pytest.mark.parametrize(
    "flood",
    [
        attached("a.zip", nested(3, 12)),
        attached("a.zip", zipped({f"{number}.txt": b"nota" for number in range(900)})),
        attached("a.mbox", b"From a@b.it Tue Dec  1 10:30:00 2015\nFrom: a@b.it\nSubject: x\n\nnota\n\n" * 900),
        attached("a.zip", zipped({f"{number}.eml": mail() for number in range(300)})),
    ],
    ids=["archives of archives", "files", "mails of a mbox", "mails of an archive"],
)
def test_of_a_flood_of_files_no_more_are_opened_than_the_limit(flood: tuple[str, bytes]) -> None:
    opened = open_message(mail(flood), Limits(files=40))
    assert len(opened.files) <= 2 * 40
    told = [problem for problem in opened.problems if "LIMIT_FILES is 40" in problem.detail]
    assert told
    assert len(opened.problems) <= 2 * 40


@pytest.mark.parametrize("box", [(595, -2147483649), (2147483000, 842), (100_000, 1), (1, 14_400)])
def test_a_page_is_drawn_no_longer_than_programs_show_it(box: tuple[int, int]) -> None:
    frame = Frame(0, min(box[1], 0), box[0], max(box[1], 0), 0)
    scale = sight._scale(frame, 300)
    width, height = (scale * side for side in frame.size)
    assert max(width, height) <= 20_000
    assert width * height <= 40_000_000


@pytest.mark.parametrize("box", [b"0 0 595 -2147483649", b"0 0 2147483000 842", b"0 0 3 900000"])
def test_a_page_that_claims_a_size_beyond_measure_costs_itself_alone(box: bytes) -> None:
    page = objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>" % box,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        packets=[b"BT /F 12 Tf 1 1 Td (Campo 6) Tj 900000 0 Td (altrove) Tj ET 0 0 m 9 9 l S"],
    )
    assert document.read(page, Limits(without_tools=TOOLS)).pages == 1
    assert "internal_error" not in codes(read(mail(attached("a.pdf", page))))


def test_columns_are_looked_for_on_pages_that_programs_make() -> None:
    far = [Box(0, 0, 10, 10), Box(2_000_000_000, 0, 2_000_000_010, 10)]
    assert columns._widest_stripe(far, 0, 2_000_000_010) == (0, 0.0)


@pytest.mark.parametrize("dpi", [(65535, 1), (1, 65535), (200, 0), (200, 100), (204, 98)])
def test_a_picture_is_not_stretched_beyond_what_machines_scan(dpi: tuple[int, int]) -> None:
    page, _ = scan._as_page(_with_dpi(dpi))
    assert max(page.size) <= 4000


def _with_dpi(dpi: tuple[int, int]) -> Image.Image:
    out = BytesIO()
    Image.new("L", (800, 600), 255).save(out, "PNG")
    picture = Image.open(BytesIO(out.getvalue()))
    picture.info["dpi"] = dpi
    return picture


def test_a_signature_beside_its_file_is_still_found() -> None:
    opened = open_message(mail(attached("nota.txt", b"nota"), attached("altro.p7s", detached(b"nota"))), Limits())
    assert [(one.path, one.integrity) for one in opened.signatures] == [("nota.txt", Integrity.INTACT)]
