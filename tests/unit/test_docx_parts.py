"""Texts, pictures and files in other parts of a Word package (case b13, foreign kinds 5 and 17)."""

import pytest

from config.errors import EncryptedDocumentError
from config.limits import Limits
from jobs.demo.build import archive
from parsers.model import BlockKind, DocumentText
from parsers.readers.docx.document import read
from tests.specimens.parts import deflated, files_of, with_parts
from tests.specimens.pictures import crest, page
from tests.specimens.word import W, p, package, r, table

MHT = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; "
    b"charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p>le attivit=C3=A0 del=\r\n "
    b"comune</p></body></html>\r\n--b--\r\n"
)


def texts(document: DocumentText) -> list[str]:
    return [block.text for block in document.blocks]


def chunk(identity: str) -> str:
    return f'<w:altChunk r:id="{identity}"/>'


@pytest.mark.parametrize(
    ("target", "content", "lines"),
    [
        ("afchunk.htm", "<html><body><p>le attività del comune</p></body></html>".encode(), ["le attività del comune"]),
        ("afchunk.html", "\ufeffle <i>attività</i> del comune".encode(), ["le attività del comune"]),
        ("afchunk.xhtml",
            '<?xml version="1.0"?><html xmlns="x"><body><p>le attività del comune</p></body></html>'.encode(),
         ["le attività del comune"]),
        ("afchunk.rtf", rb"{\rtf1\ansi le attivit\'e0 del comune\par}", ["le attività del comune"]),
        ("afchunk.txt", "le attività\n\ndel comune".encode("utf-16"), ["le attività", "del comune"]),
        ("afchunk.mht", MHT, ["le attività del comune"]),
        ("afchunk.docx", package(p(r("le attività")) + p(r("del comune"))), ["le attività", "del comune"]),
        ("/word/parti/afchunk.dat", package(p(r("le attività"))), ["le attività"]),
    ],
    ids=["html", "fragment", "xhtml", "rtf", "text", "mht", "docx", "absolute"],
)  # fmt: skip
def test_b13_a_chunk_of_another_format_is_read_where_it_stands(target: str, content: bytes, lines: list[str]) -> None:
    word = with_parts(package(p(r("prima")) + chunk("c1") + p(r("dopo"))), {"c1": ("aFChunk", target, content)})
    assert texts(read(word, Limits())) == ["prima", *lines, "dopo"]


def test_b13_tables_of_chunks_stay_apart_from_those_around_them() -> None:
    page_of_table = b"<html><body><table><tr><td>uno</td><td>due</td></tr></table></body></html>"
    body = table([[p(r("a")), p(r("b"))]]) + chunk("c1") + chunk("c1") + table([[p(r("c")), p(r("d"))]])
    document = read(with_parts(package(body), {"c1": ("aFChunk", "t.html", page_of_table)}), Limits())
    tables = [block.cell.table if block.cell else None for block in document.blocks]
    assert [tables.count(number) for number in sorted(set(tables), key=str)] == [2, 2, 2, 2]
    assert [block.index for block in document.blocks] == list(range(8))


def test_b13_chunks_in_cells_and_headers() -> None:
    html = b"<p>nel pezzo</p>"
    word = with_parts(
        package(table([[p(r("a")), chunk("c1")]]), header=chunk("h1")), {"c1": ("aFChunk", "c.html", html)}
    )
    document = read(
        with_parts(word, {"h1": ("aFChunk", "h.html", b"<p>Prefettura</p>")}, of="word/header.xml"), Limits()
    )
    assert [(block.text, block.kind) for block in document.blocks] == [
        ("Prefettura", BlockKind.HEADER), ("a", BlockKind.CELL), ("nel pezzo", BlockKind.CELL),
    ]  # fmt: skip


def test_b13_what_cannot_be_read_of_a_chunk_is_told() -> None:
    word = with_parts(
        package(
            p(r("prima"))
            + chunk("c1")
            + chunk("c2")
            + chunk("c3")
            + "".join(f'<w:p><w:subDoc r:id="{i}"/></w:p>' for i in ("s1",))
        ),
        {
            "c1": ("aFChunk", "c.bin", bytes(range(256))),
            "c2": ("aFChunk", "manca.html", None),
            "s1": ("subDocument", "capitolo.docx", None),
        },
    )
    document = read(word, Limits())
    assert texts(document) == ["prima"]
    assert [gap for gap in document.gaps if "c.bin" in gap]
    assert [gap for gap in document.gaps if "manca.html" in gap]
    assert [gap for gap in document.gaps if "capitolo.docx" in gap]
    assert len(document.gaps) == 4


def test_b13_a_chunk_that_holds_itself_ends() -> None:
    word = package(p(r("strato")) + chunk("c1"))
    for _ in range(12):
        word = with_parts(package(p(r("strato")) + chunk("c1")), {"c1": ("aFChunk", "c.docx", word)})
    document = read(word, Limits(depth=4))
    assert texts(document) == ["strato"] * 5
    assert any("nested too deep" in gap for gap in document.gaps)


DIAGRAM = (
    b'<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:ptLst><dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Accogliere '
    b"</a:t></a:r><a:r><a:t>subito"
    b'</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt modelId="2" '
    b'type="pres"><dgm:t><a:p><a:r><a:t>x</a:t></a:r></a:p></dgm:t></dgm:pt>'
    b"<dgm:pt modelId='3'><dgm:t><a:p><a:r><a:t>Formare</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
)
CHART = (
    b'<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Corsi per '
    b"comune</a:t></a:r></a:p></c:rich></c:tx>"
    b"</c:title><c:plotArea/></c:chart></c:chartSpace>"
)


def drawing(inside: str) -> str:
    return (
        f"<w:r><w:drawing><wp:inline><a:graphic><a:graphicData "
        f'uri="x">{inside}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def test_b13_words_of_smartart_and_charts_are_read_at_their_place() -> None:
    body = (
        p(r("prima"))
        + p(drawing('<dgm:relIds xmlns:dgm="d" r:dm="d1" r:lo="x" r:qs="y" r:cs="z"/>'))
        + p(drawing('<c:chart xmlns:c="c" r:id="k1"/>'))
        + p(r("dopo"))
    )
    parts = {"d1": ("diagramData", "diagrams/data1.xml", DIAGRAM), "k1": ("chart", "charts/chart1.xml", CHART)}
    assert texts(read(with_parts(package(body), parts), Limits())) == [
        "prima", "Accogliere subito", "Formare", "Corsi per comune", "dopo",
    ]  # fmt: skip


def test_b13_wordart_and_text_in_a_canvas() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="Scheda 5"/></v:shape></w:pict></w:r>'
    canvas = drawing(
        "<lc:c xmlns:lc='l'><a:txSp><a:txBody><a:p><a:r><a:t>nel riquadro</a:t></a:r></a:p></a:txBody></a:txSp></lc:c>"
    )
    assert texts(read(package(p(art) + p(r("testo") + canvas)), Limits())) == ["Scheda 5", "testo", "nel riquadro"]


def test_b13_comments_are_no_text_and_are_counted() -> None:
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="0">{p(r("da rivedere"))}</w:comment></w:comments>'.encode()
    document = read(with_parts(package(p(r("testo"))), {"k": ("comments", "comments.xml", comments)}), Limits())
    assert texts(document) == ["testo"]
    assert document.notes == ("in the margin, no text of it: 1 comment",)


@pytest.mark.parametrize("kind", ["drop", "margin"])
def test_f17_a_drop_cap_belongs_to_its_paragraph(kind: str) -> None:
    cap = p(r("L"), f'<w:framePr w:dropCap="{kind}" w:lines="3"/>')
    assert texts(read(package(cap + p(r("a cooperativa apre.")) + p(r("Altro."))), Limits())) == [
        "La cooperativa apre.",
        "Altro.",
    ]


def test_f17_a_framed_paragraph_that_is_no_drop_cap_stays_one() -> None:
    framed = p(r("Nel riquadro"), '<w:framePr w:w="3000" w:hSpace="141"/>')
    assert texts(read(package(framed + p(r("Testo."))), Limits())) == ["Nel riquadro", "Testo."]


def picture(identity: str, cm: float) -> str:
    side = round(cm * 360_000)
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{side}" cy="{round(side * 1.4)}"/><a:graphic><a:graphicData '
        f'uri="x">'
        f'<pic:pic xmlns:pic="p"><pic:blipFill><a:blip r:embed="{identity}"/></pic:blipFill></pic:pic></a:graphicData>'
        f"</a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP"])
@pytest.mark.parametrize("text", ["Si allega.", "Il progetto prevede corsi di lingua e laboratori. " * 30])
def test_f05_a_scan_set_as_a_figure_is_handed_on_whatever_words_stand_beside_it(form: str, text: str) -> None:
    word = with_parts(
        package(p(r(text)) + p(picture("i1", 14))), {"i1": ("image", f"media/image1.{form.lower()}", page(form))}
    )
    assert [(one.filename, one.content) for one in read(word, Limits()).attachments] == [
        (f"image1.{form.lower()}", page(form))
    ]


@pytest.mark.parametrize(("content", "cm"), [(crest(), 4), (page(), 2)], ids=["few pixels", "shown small"])
def test_f05_a_crest_is_no_page(content: bytes, cm: float) -> None:
    word = with_parts(package(p(r("testo")) + p(picture("i1", cm))), {"i1": ("image", "media/image1.png", content)})
    assert read(word, Limits()).attachments == ()


def test_f05_the_same_scan_twice_is_one_and_a_preview_of_an_object_is_none() -> None:
    inner = package(p(r("dentro")))
    shown = (
        '<w:r><w:object><v:shape><v:imagedata r:id="i3"/></v:shape><o:OLEObject Type="Embed" '
        'ProgID="Word.Document.12" r:id="e1"/></w:object></w:r>'
    )
    word = with_parts(
        package(p(picture("i1", 14)) + p(picture("i2", 14)) + p(shown)),
        {"i1": ("image", "media/a.png", page()), "i2": ("image", "media/b.png", page()),
         "i3": ("image", "media/c.png", page(lines=("anteprima",))), "e1": ("package", "embeddings/interno.docx",
             inner)},
    )  # fmt: skip
    assert [(one.filename, one.content) for one in read(word, Limits()).attachments] == [
        ("a.png", page()),
        ("interno.docx", inner),
    ]


def test_f05_the_sheet_behind_a_chart_is_no_document_and_one_beside_it_is() -> None:
    word = with_parts(
        package(p(r("testo")) + p(drawing('<c:chart xmlns:c="c" r:id="k1"/>'))),
        {"k1": ("chart", "charts/chart1.xml", CHART), "e1": ("package", "embeddings/elenco.xlsx", b"un foglio")},
    )
    word = with_parts(word, {"x": ("package", "/word/embeddings/dati.xlsx", b"i dati")}, of="word/charts/chart1.xml")
    assert [one.filename for one in read(word, Limits()).attachments] == ["elenco.xlsx"]


WORD = package(
    p(r("Scheda 5: corsi di lingua")) + p(r("Le lezioni si tengono di sera.")), header=p(r("Prefettura di Rieti"))
)
LINES = ["Prefettura di Rieti", "Scheda 5: corsi di lingua", "Le lezioni si tengono di sera."]


class TestDamage:
    def test_a_package_whose_parts_need_a_password_says_so(self) -> None:
        locked = WORD.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        )
        with pytest.raises(EncryptedDocumentError):
            read(locked, Limits())

    def test_b13_a_package_without_its_list_of_types_or_relations(self) -> None:
        files = {
            name: data for name, data in files_of(WORD).items() if name.startswith("word/") and "_rels" not in name
        }
        document = read(archive(files), Limits())
        assert (texts(document), document.gaps) == (LINES, ())

    def test_a_main_part_by_another_name_is_found_by_its_relation(self) -> None:
        files = files_of(WORD)
        moved = {
            name.replace("word/", "testo/").replace("document.xml", "principale.xml"): data
            for name, data in files.items()
        }
        moved["_rels/.rels"] = files["_rels/.rels"].replace(b"word/document.xml", b"/testo/principale.xml")
        assert texts(read(archive(moved), Limits())) == LINES

    def test_a_numbered_main_part_and_names_with_backslashes(self) -> None:
        files = {name.replace("document.xml", "document2.xml"): data for name, data in files_of(WORD).items()}
        files["_rels/.rels"] = files["_rels/.rels"].replace(b"document.xml", b"document2.xml")
        assert texts(read(archive({name.replace("/", "\\"): data for name, data in files.items()}), Limits())) == LINES

    @pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\r\n", b"\xef\xbb\xbf\r\n "])
    def test_bytes_before_the_package_and_before_its_parts(self, mark: bytes) -> None:
        files = {name: mark + data if name.endswith(".xml") else data for name, data in files_of(WORD).items()}
        document = read(mark + archive(files), Limits())
        assert (texts(document), document.gaps) == (LINES, ())

    def test_a_package_whose_directory_is_lost_is_read_and_told(self) -> None:
        document = read(WORD[: WORD.rindex(b"PK\x01\x02", 0, WORD.index(b"PK\x01\x02") + 4)], Limits())
        assert texts(document) == LINES
        assert document.gaps

    def test_a_damaged_part_costs_only_itself_and_is_told(self) -> None:
        whole = deflated(files_of(WORD))
        header = whole.index(b"word/header.xml") + len(b"word/header.xml")
        broken = whole[: header + 8] + bytes(20) + whole[header + 28 :]
        document = read(broken, Limits())
        assert texts(document)[-2:] == LINES[1:]
        assert any("word/header.xml" in gap for gap in document.gaps)

    def test_a_main_part_that_breaks_off_gives_its_beginning_and_is_told(self) -> None:
        files = files_of(WORD)
        files["word/document.xml"] = files["word/document.xml"].split(b"Le lezioni")[0]
        document = read(archive(files), Limits())
        assert texts(document) == LINES[:2]
        assert any("word/document.xml" in gap for gap in document.gaps)

    def test_a_picture_that_would_fill_the_memory_is_left_out_and_told(self) -> None:
        word = with_parts(WORD, {"i1": ("image", "media/bianco.bmp", bytes(30_000_000))})
        document = read(deflated(files_of(word)), Limits())
        assert texts(document) == LINES
        assert any("bianco.bmp" in gap for gap in document.gaps)
