"""Scans and files inside Word 97, RTF and OpenDocument files (foreign kind 5), and the objects that hold them."""

import struct
import zlib
from base64 import encodebytes
from collections.abc import Mapping
from io import BytesIO

import olefile
import pytest

from config.limits import Limits
from jobs.demo.build import archive
from parsers.model import DocumentText, Enclosure
from parsers.readers.odt import document as odt
from parsers.readers.odt import flat as odt_flat
from parsers.readers.rtf import document as rtf
from parsers.readers.shared import ole
from parsers.readers.shared.metafile import bitmap_in, is_metafile
from parsers.readers.shared.ole import compound, objects_in, ole1_file, unwrapped
from parsers.readers.word97.file import WordBinary
from parsers.readers.word97.pictures import enclosures_in
from tests.specimens import outlook
from tests.specimens.pictures import crest, page
from tests.specimens.word import p, package, r

INNER = package(p(r("dentro")))
BMP = page("BMP", size=(400, 500))
DIB = BMP[14:]


def emf(bitmap: bytes) -> bytes:
    """[MS-EMF]: a head, a record that stretches a bitmap, an end."""
    offset = struct.unpack_from("<I", bitmap, 10)[0]
    head, bits = bitmap[14:offset], bitmap[offset:]
    size = 80 + len(head) + len(bits)
    record = (
        struct.pack("<II", 81, size)
        + bytes(40)
        + struct.pack("<4I", 80, len(head), 80 + len(head), len(bits))
        + bytes(16)
        + head
        + bits
    )
    first = struct.pack("<II", 1, 88) + bytes(32) + b" EMF" + bytes(44)
    return first + record + struct.pack("<III", 14, 20, 0) + bytes(8)


def wmf(bitmap: bytes, *, placeable: bool = True) -> bytes:
    """[MS-WMF]: a head, a record that stretches a bitmap, an end."""
    dib = bitmap[14:]
    record = struct.pack("<IH", (28 + len(dib)) // 2, 0x0F43) + bytes(22) + dib
    head = b"\xd7\xcd\xc6\x9a" + bytes(18) if placeable else b""
    return head + struct.pack("<HHHIHIH", 1, 9, 0x0300, 0, 0, 0, 0) + record + struct.pack("<IH", 3, 0)


def native(name: str, content: bytes) -> bytes:
    """The stream of a packed file ([MS-OLEDS] 2.3.6)."""
    label = name.encode("cp1252") + b"\0"
    body = struct.pack("<H", 2) + label + b"C:\\" + label + struct.pack("<HHI", 0, 3, len(label)) + label
    body += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


def ole_file(tree: Mapping[str, "bytes | outlook.Tree"]) -> bytes:
    return outlook.compound(dict(tree))


def given(document: DocumentText) -> list[tuple[str, bytes]]:
    return [(one.filename, one.content) for one in document.attachments]


class TestObjects:
    @pytest.mark.parametrize(
        ("tree", "found"),
        [
            ({"\x01Ole10Native": native("perché.docx", INNER)}, ("perché.docx", INNER)),
            ({"\x01Ole10Native": struct.pack("<I", len(BMP)) + BMP}, ("", BMP)),
            ({"Package": INNER}, ("", INNER)),
            ({"CONTENTS": b"%PDF-1.4 prova"}, ("", b"%PDF-1.4 prova")),
            ({"contents": b"x", "\x03OCXNAME": b"CheckBox1"}, None),
            ({"Equation Native": b"x", "\x01CompObj": b"Microsoft Equation 3.0"}, None),
            ({"Workbook": b"x", "\x01CompObj": b"MSGraph.Chart.8"}, None),
            ({"\x03ObjInfo": b"x", "\x01Ole": b"y"}, None),
        ],
        ids=["packed", "paint", "package", "acrobat", "control", "formula", "chart", "nothing"],
    )
    def test_f05_what_an_object_holds(self, tree: dict[str, bytes], found: tuple[str, bytes] | None) -> None:
        assert unwrapped(ole_file(tree)) == found

    @pytest.mark.parametrize("name", ["WordDocument", "Workbook", "PowerPoint Document", "ProgrammaIgnoto"])
    def test_f05_an_object_that_is_a_document_is_handed_on_whole(self, name: str) -> None:
        data = ole_file({name: b"x" * 5000})
        assert unwrapped(data) == ("", data)

    @pytest.mark.parametrize(
        "data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ole_file({"\x01Ole10Native": b"\0\0\0\0\2\0abc"})]
    )
    def test_f05_a_broken_object_is_handed_on_and_not_forgotten(self, data: bytes) -> None:
        assert unwrapped(data) == ("", data)

    def test_f05_objects_of_a_pool_become_files_again(self) -> None:
        tree: outlook.Tree = {
            "WordDocument": b"x" * 5000,
            "ObjectPool": {
                "_1": {"WordDocument": b"y" * 5000, "1Table": b"z" * 70, "ObjectPool": {"_9": {"Package": INNER}}},
                "_2": {"\x01Ole10Native": native("elenco.pdf", b"%PDF-1.4")},
                "_3": {"\x03OCXNAME": b"CheckBox1", "contents": b"x"},
            },
        }
        first, second = objects_in(ole_file(tree), Limits())
        assert second == ("elenco.pdf", b"%PDF-1.4")
        assert next(objects_in(first[1], Limits())) == ("", INNER)

    def test_f05_a_compound_file_is_read_back_by_another_reader(self) -> None:
        streams: ole.Tree = {f"Flusso {number}": bytes([number]) * (500 * number) for number in range(20)}
        with olefile.OleFileIO(BytesIO(compound({**streams, "Dentro": {"Ultimo": b"u" * 5000}}))) as storage:
            assert not storage.parsing_issues
            for name, data in streams.items():
                assert isinstance(data, bytes)
                assert storage.openstream(name).read() == data
            assert storage.openstream("Dentro/Ultimo").read() == b"u" * 5000

    def test_f05_ole_1_objects(self) -> None:
        def made(kind: str, content: bytes, number: int = 2) -> bytes:
            name = kind.encode() + b"\0"
            head = struct.pack("<III", 0x501, number, len(name)) + name + struct.pack("<II", 0, 0)
            return head + struct.pack("<I", len(content)) + content

        assert ole1_file(made("Package", native("nota.txt", b"testo")[4:])) == ("nota.txt", b"testo")
        assert ole1_file(made("Word.Document.8", ole_file({"Package": INNER}))) == ("", INNER)
        assert ole1_file(made("Equation.3", b"x")) is None
        assert ole1_file(made("Word.Document.8", b"", number=1)) is None


class TestMetafiles:
    @pytest.mark.parametrize("data", [emf(BMP), wmf(BMP), wmf(BMP, placeable=False)], ids=["emf", "wmf", "bare wmf"])
    def test_f05_the_scan_in_a_metafile_comes_out(self, data: bytes) -> None:
        assert is_metafile(data)
        assert bitmap_in(data) == BMP

    @pytest.mark.parametrize(
        "data", [emf(BMP)[:60], wmf(BMP)[:41], emf(BMP)[:88] + b"\0" * 20, b"\x01\x00\x09\x00" + b"\xff" * 40]
    )
    def test_f05_a_metafile_without_bitmap_or_cut_holds_none(self, data: bytes) -> None:
        assert bitmap_in(data) == b""


def record(kind: int, instance: int, body: bytes) -> bytes:
    """A picture in a drawing ([MS-ODRAW] 2.2.23)."""
    return struct.pack("<HHI", instance << 4, kind, len(body)) + body


def metafile_record(kind: int, instance: int, data: bytes) -> bytes:
    packed = zlib.compress(data)
    return record(kind, instance, bytes(16) + bytes(34) + packed)


class TestWord97:
    def found(self, *, data: bytes = b"", document: bytes = b"", tree: outlook.Tree | None = None) -> list[Enclosure]:
        files, gaps = enclosures_in(WordBinary(document, b"", data), ole_file(tree or {"WordDocument": b"x"}), Limits())
        assert gaps == ()
        return list(files)

    @pytest.mark.parametrize(
        ("stored", "content", "suffix"),
        [
            (record(0xF01E, 0x6E0, bytes(17) + page()), page(), ".png"),
            (record(0xF01E, 0x6E1, bytes(33) + page()), page(), ".png"),
            (record(0xF01D, 0x46A, bytes(17) + page("JPEG")), page("JPEG"), ".jpg"),
            (record(0xF029, 0x6E4, bytes(17) + page("TIFF")), page("TIFF"), ".tif"),
            (record(0xF01F, 0x7A8, bytes(17) + DIB), BMP, ".bmp"),
            (metafile_record(0xF01A, 0x3D4, emf(BMP)), BMP, ".bmp"),
            (metafile_record(0xF01B, 0x216, wmf(BMP)), BMP, ".bmp"),
        ],
        ids=["png", "png with two names", "jpeg", "tiff", "dib", "emf", "wmf"],
    )
    def test_f05_a_scan_pasted_into_a_doc_is_handed_on(self, stored: bytes, content: bytes, suffix: str) -> None:
        for place in ({"data": bytes(68) + stored + b"x"}, {"document": b"testo" * 30 + stored}):
            found = self.found(data=place.get("data", b""), document=place.get("document", b""))
            assert [one.content for one in found] == [content]
            assert found[0].filename.endswith(suffix)

    def test_f05_crests_and_bytes_that_look_like_records_are_none(self) -> None:
        small = record(0xF01E, 0x6E0, bytes(17) + crest())
        false = record(0xF01E, 0x123, bytes(17) + page()) + struct.pack("<HHI", 0x6E00, 0xF01E, 1 << 30) + page()
        assert self.found(data=small + false) == []

    def test_f05_files_embedded_in_a_doc_are_handed_on_and_a_broken_pool_is_told(self) -> None:
        tree: outlook.Tree = {
            "WordDocument": b"x",
            "ObjectPool": {"_1": {"\x01Ole10Native": native("scheda.docx", INNER)}},
        }
        assert self.found(tree=tree) == [Enclosure("scheda.docx", INNER)]
        files, gaps = enclosures_in(WordBinary(b"", b"", b""), b"no compound file", Limits())
        assert (files, len(gaps)) == ((), 1)


def picture_group(
    word: str, data: bytes, sides: str = r"\picwgoal8000\pichgoal11000", *, binary: bool = False
) -> bytes:
    digits = data.hex().encode()
    lines = b"\n".join(digits[place : place + 78] for place in range(0, len(digits), 78))
    inside = rb"\bin" + str(len(data)).encode() + b" " + data if binary else lines
    return rb"{\pict" + f"\\{word}{sides} ".encode() + inside + b"}"


class TestRtf:
    def read(self, body: bytes) -> DocumentText:
        return rtf.read(rb"{\rtf1\ansi " + body + b"}", Limits())

    @pytest.mark.parametrize(
        ("group", "content"),
        [
            (
                rb"{\*\shppict"
                + picture_group("pngblip", page())
                + rb"}{\nonshppict"
                + picture_group("wmetafile8", wmf(BMP))
                + b"}",
                page(),
            ),
            (picture_group("jpegblip", page("JPEG"), binary=True), page("JPEG")),
            (picture_group("dibitmap0", DIB), BMP),
            (picture_group("wmetafile8", wmf(BMP, placeable=False)), BMP),
            (picture_group("emfblip", emf(BMP)), BMP),
            (rb"{\shp{\*\shpinst{\sp{\sn pib}{\sv " + picture_group("pngblip", page(), "") + b"}}}}", page()),
        ],
        ids=["png and its twin", "binary jpeg", "dib", "wmf", "emf", "floating"],
    )
    def test_f05_a_scan_pasted_into_rtf_is_handed_on(self, group: bytes, content: bytes) -> None:
        document = self.read(rb"Il testo accanto alla figura.\par " + group + rb"\par Il seguito.\par")
        assert [one.content for one in document.attachments] == [content]
        assert [block.text for block in document.blocks] == ["Il testo accanto alla figura.", "Il seguito."]

    def test_f05_a_crest_is_none_and_neither_is_a_page_shown_small(self) -> None:
        body = picture_group("pngblip", crest()) + picture_group("pngblip", page(), r"\picwgoal900\pichgoal1200")
        assert self.read(body + rb"testo\par").attachments == ()

    def test_f05_a_file_embedded_in_rtf_is_handed_on_once(self) -> None:
        name = b"Package\0"
        packed = struct.pack("<III", 0x501, 2, len(name)) + name + struct.pack("<II", 0, 0)
        inside = native("scheda.docx", INNER)[4:]
        packed += struct.pack("<I", len(inside)) + inside
        shown = rb"{\result {\pard " + picture_group("pngblip", page()) + b"}}"
        document = self.read(
            rb"prima\par{\object\objemb{\*\objclass Package}{\*\objdata "
            + packed.hex().encode()
            + b"}"
            + shown
            + rb"}dopo\par"
        )
        assert given(document) == [("scheda.docx", INNER)]
        assert [block.text for block in document.blocks] == ["prima", "dopo"]

    @pytest.mark.parametrize("data", [b"0105000002", b"01050000020000000500", b"ff" * 40])
    def test_f05_a_broken_object_is_told(self, data: bytes) -> None:
        document = self.read(rb"testo\par{\object{\*\objdata " + data + b"}}")
        assert document.attachments or document.gaps

    def test_f17_the_copy_of_a_table_for_readers_without_tables_is_no_text(self) -> None:
        row = (
            rb"\trowd\cellx3000\cellx6000\pard\intbl uno\cell due\cell\row{\*\nonesttables\par}{\nonesttables uno "
            rb"due\par}\pard dopo\par"
        )
        assert [block.text for block in self.read(row).blocks] == ["uno", "due", "dopo"]

    def test_f17_nested_tables_give_their_text_once(self) -> None:
        nested = (
            rb"\trowd\cellx6000\pard\intbl fuori\par{\pard\intbl\itap2 "
            rb"dentro\nestcell{\*\nesttableprops\trowd\cellx3000\nestrow}"
            rb"{\nonesttables\par dentro\par}}\pard\intbl\itap1 \cell\row\pard dopo\par"
        )
        assert [block.text for block in self.read(nested).blocks] == ["fuori", "dentro", "dopo"]

    def test_f17_a_drop_cap_belongs_to_its_paragraph(self) -> None:
        body = rb"{\pard\dropcapli3\dropcapt1 L\par}\pard a cooperativa apre.\par Altro.\par"
        assert [block.text for block in self.read(body).blocks] == ["La cooperativa apre.", "Altro."]

    def test_a_file_that_is_cut_off_says_so(self) -> None:
        document = rtf.read(rb"{\rtf1\ansi prima\par {\b secon", Limits())
        assert [block.text for block in document.blocks] == ["prima", "secon"]
        assert document.gaps


NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="t" xmlns:draw="d" xmlns:xlink="x" '
    'xmlns:svg="s" '
    'xmlns:style="y" xmlns:table="b" xmlns:form="f" xmlns:manifest="m"'
)


def frame(inside: str, side: str = "15cm") -> str:
    return f'<text:p>Il testo accanto. <draw:frame svg:width="{side}" svg:height="20cm">{inside}</draw:frame></text:p>'


def open_document(body: str, files: Mapping[str, bytes] | None = None, manifest: str = "") -> bytes:
    content = (
        f"<office:document-content {NAMES}><office:body><office:text>{body}</office:text></office:body></office:"
        f"document-content>"
    )
    listed = f"<manifest:manifest {NAMES}>{manifest}</manifest:manifest>"
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": listed.encode(),
        }
        | dict(files or {})
    )


def flat(body: str, kind: str = "text", styles: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {NAMES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:styles>{styles}</office:styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    ).encode()


class TestOpenDocument:
    def test_f05_a_scan_set_as_a_figure_is_handed_on_and_a_crest_is_not(self) -> None:
        body = frame('<draw:image xlink:href="Pictures/a.png"/>') + frame(
            '<draw:image xlink:href="Pictures/b.png"/>', "2cm"
        )
        document = odt.read(
            open_document(
                body, {"Pictures/a.png": page(), "Pictures/b.png": page(lines=("altro",)), "Pictures/c.png": crest()}
            ),
            Limits(),
        )
        assert given(document) == [("a.png", page())]

    def test_f05_objects_of_every_kind(self) -> None:
        inner = open_document("<text:p>dentro</text:p>")
        kinds = "".join(
            f'<manifest:file-entry manifest:full-path="Object {number}/" '
            f'manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>'
            for number, kind in ((1, "text"), (2, "chart"), (3, "formula"))
        )
        content = (
            f"<office:document-content {NAMES}><office:body><office:text><text:p>dentro</text:p></office:text></"
            f"office:body></office:document-content>"
        )
        files = {f"Object {number}/content.xml": content.encode() for number in (1, 2, 3)}
        files |= {"Object 4": ole_file({"\x01Ole10Native": native("scheda.odt", inner)})}
        found = given(odt.read(open_document("<text:p>fuori</text:p>", files, kinds), Limits()))
        assert [name for name, _ in found] == ["scheda.odt", "Object 1.odt"]
        assert [[block.text for block in odt.read(content, Limits()).blocks] for _, content in found] == [
            ["dentro"],
            ["dentro"],
        ]

    def test_f05_a_damaged_picture_is_told_and_the_text_read(self) -> None:
        whole = open_document(frame('<draw:image xlink:href="Pictures/a.png"/>'), {"Pictures/a.png": page()})
        place = whole.rindex(b"\x89PNG")
        document = odt.read(whole[:place] + b"\0\0\0\0" + whole[place + 4 :], Limits())
        assert [block.text for block in document.blocks] == ["Il testo accanto."]
        assert any("Pictures/a.png" in gap for gap in document.gaps)

    def test_b13_a_package_without_directory_or_manifest(self) -> None:
        whole = open_document("<text:p>prima</text:p>")
        document = odt.read(whole[: whole.index(b"PK\x01\x02")], Limits())
        assert ([block.text for block in document.blocks], len(document.gaps)) == (["prima"], 1)
        assert (
            odt.read(archive({"content.xml": flat("<text:p>prima</text:p>"), "styles.xml": b""}), Limits()).text
            == "prima"
        )

    def test_b11_a_flat_file_text_lists_tables_and_ticks(self) -> None:
        styles = (
            '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
            'style:num-suffix=")"/></text:list-style>'
        )
        body = (
            "<text:h text:outline-level='1'>Scheda 5</text:h><text:list "
            "text:style-name='L'><text:list-item><text:p>primo</text:p></text:list-item>"
            "<text:list-item><text:p>secondo</text:p></text:list-item></text:list><table:table><table:table-row><table"
            ":table-cell><text:p>a</text:p>"
            "</table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table"
            "><text:p>☑ 5) lingua</text:p>"
        )
        document = odt_flat.read(flat(body, styles=styles), Limits())
        assert [block.text for block in document.blocks] == [
            "Scheda 5",
            "1) primo",
            "2) secondo",
            "a",
            "b",
            "☒ 5) lingua",
        ]

    def test_b11_a_flat_file_holds_its_pictures_and_objects_and_their_code_is_no_text(self) -> None:
        def data(content: bytes) -> str:
            return f"<office:binary-data>{encodebytes(content).decode()}</office:binary-data>"

        packed = ole_file({"\x01Ole10Native": native("scheda.docx", INNER)})
        body = frame(f"<draw:image>{data(page())}</draw:image>") + frame(
            f"<draw:object-ole>{data(packed)}</draw:object-ole>"
        )
        document = odt_flat.read(flat(body), Limits())
        assert sorted(given(document)) == [("picture1.png", page()), ("scheda.docx", INNER)]
        assert {block.text for block in document.blocks} == {"Il testo accanto."}

    def test_b11_a_flat_file_that_is_cut_gives_its_beginning_and_says_so(self) -> None:
        content = flat("<text:p>prima</text:p><text:p>seconda</text:p>")
        document = odt_flat.read(content[: content.index(b"seconda")], Limits())
        assert (document.text, len(document.gaps)) == ("prima", 1)

    def test_openoffice_1_had_its_paragraphs_in_the_body_itself(self) -> None:
        old = (
            f"<office:document-content {NAMES}><office:body><text:p>testo</text:p></office:body></office:document-co"
            f"ntent>"
        )
        content = archive(
            {"mimetype": b"application/vnd.sun.xml.writer", "content.xml": old.encode(), "META-INF/manifest.xml": b""}
        )
        assert odt.read(content, Limits()).text == "testo"
