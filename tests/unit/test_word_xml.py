"""Word in one XML file: text, tables and ticks as from a package, never markup (case b11)."""

import base64
import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest

from config.limits import Limits
from config.vocabulary import DocumentStatus
from parsers.files import Draft, read_source
from parsers.identify import WORD_XML, identify
from parsers.model import BlockKind, Source
from tests.specimens.outlook import compound
from tests.specimens.pictures import crest, page
from tests.specimens.word import DECIMAL, check_box, in_list, numbering, p, package, r, table, text_box

SPACE_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<?mso-application progid="Word.Document"?>\n'


def flat(word: bytes, extra: dict[str, bytes] | None = None, *, encoding: str = "utf-8", head: str = HEAD) -> bytes:
    """A Word package as one XML file, the way Word saves it: XML parts as XML, others in base64 lines."""
    parts = []
    with ZipFile(BytesIO(word)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != "[Content_Types].xml"} | (
            extra or {}
        )
    for name, data in files.items():
        if name.endswith((".xml", ".rels")):
            inside = f"<pkg:xmlData>{data.decode().partition('?>')[2]}</pkg:xmlData>"
        else:
            inside = f"<pkg:binaryData>{base64.encodebytes(data).decode()}</pkg:binaryData>"
        parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="x/y">{inside}</pkg:part>')
    text = (
        f'{head}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{"".join(parts)}</pkg:'
        f"package>"
    )
    return text.encode(encoding)


def word_2003(body: str, *, lists: str = "", styles: str = "") -> bytes:
    return (
        f'{HEAD}<w:wordDocument xmlns:w="{SPACE_2003}" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:lists>{lists}</w:lists><w:styles>{styles}</w:styles><w:body><wx:sect>{body}</wx:sect></w:body></w:wordDoc"
        f"ument>"
    ).encode()


def reading(content: bytes) -> Draft:
    draft = read_source(Source("scheda.doc", "scheda.doc", "application/msword", content), Limits())
    assert draft.status is DocumentStatus.READ, draft.error
    return draft


def texts(content: bytes) -> list[str]:
    draft = reading(content)
    assert draft.text is not None
    assert "<" not in draft.text.text
    return [block.text for block in draft.text.blocks]


BODY = (
    p(r("Scheda 5 – Città & lingua"))
    + p(check_box(True) + r(" 5) lingua"))
    + p(r("primo"), in_list(1))
    + p(r("secondo"), in_list(1))
    + table([[p(r("Ente")), p(r("Descrizione"))], [p(r("Comune")), p(r("Corsi serali"))]])
    + p(r("fuori") + text_box(p(r("nel riquadro"))))
)
LINES = ["Scheda 5 – Città & lingua", "☒ 5) lingua", "1) primo", "2) secondo", "Ente", "Descrizione", "Comune",
    "Corsi serali",
         "fuori", "nel riquadro"]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_b11_a_flat_package_is_read_like_the_package(encoding: str) -> None:
    content = flat(package(BODY, lists=numbering(DECIMAL)), encoding=encoding)
    assert identify(content) == WORD_XML
    assert texts(content) == LINES


def test_b11_a_flat_package_without_its_processing_instruction_and_with_blank_lines_before_it() -> None:
    assert texts(flat(package(BODY, lists=numbering(DECIMAL)), head="\n\n")) == LINES


def test_b11_header_notes_and_footer_of_a_flat_package() -> None:
    notes = f'<w:footnote w:id="2">{p(r("una nota"))}</w:footnote>'
    draft = reading(
        flat(package(p(r("testo")), header=p(r("Prefettura di Prova")), footer=p(r("pagina 1")), notes=notes))
    )
    assert draft.text is not None
    assert [(block.kind, block.text) for block in draft.text.blocks] == [
        (BlockKind.HEADER, "Prefettura di Prova"), (BlockKind.PARAGRAPH, "testo"), (BlockKind.NOTE, "una nota"),
        (BlockKind.FOOTER, "pagina 1"),
    ]  # fmt: skip


def test_b11_a_scan_and_a_file_in_a_flat_package_are_handed_on_and_a_crest_is_not() -> None:
    inner = package(p(r("dentro")))
    extra = {"word/media/image1.png": page(), "word/media/image2.png": crest(), "word/embeddings/scheda.docx": inner}
    draft = reading(flat(package(p(r("Testo che accompagna la figura. " * 20))), extra))
    assert draft.text is not None
    assert [(one.filename, one.content) for one in draft.text.attachments] == [
        ("image1.png", page()),
        ("scheda.docx", inner),
    ]


def test_b11_a_flat_package_cut_short_gives_what_is_there_and_says_so() -> None:
    content = flat(package(p(r("prima")) + p(r("seconda")) + p(r("terza"))))
    draft = reading(content[: content.index(b"terza")])
    assert draft.text is not None
    assert draft.text.text == "prima\nseconda"
    assert [problem.document for problem in draft.problems] == ["scheda.doc"]


def test_b11_word_2003_text_lists_tables_links_and_changes() -> None:
    lists = (
        '<w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="4"/><w:lvlText '
        'w:val="%1)"/></w:lvl></w:listDef>'
        '<w:list w:ilfo="1"><w:ilst w:val="0"/></w:list>'
    )
    item = '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr>'
    insertion = f'<aml:annotation w:type="Word.Insertion"><aml:content>{r(" aggiunto")}</aml:content></aml:annotation>'
    deletion = (
        '<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>tolto</w:delText></w:r></aml:conte'
        "nt></aml:annotation>"
    )
    comment = (
        f'<w:r><aml:annotation w:type="Word.Comment"><aml:content>{p(r("da rivedere"))}</aml:content></aml:annot'
        f"ation></w:r>"
    )
    body = (
        p(r("Scheda 7") + insertion + deletion + comment)
        + p(r("uno"), item)
        + p(r("due"), item)
        + table([[p(r("a")), p(r("b"))]])
        + p(r("vedi ") + f'<w:hlink w:dest="http://esempio.it"><w:r>{r("il sito")}</w:r></w:hlink>')
    )
    assert texts(word_2003(body, lists=lists)) == ["Scheda 7 aggiunto", "a) uno", "b) due", "a", "b", "vedi il sito"]


@pytest.mark.parametrize(("bits", "mark"), [(0x0005, "☒"), (0x0001, "☐"), (0x0065, "☐")])
def test_b11_ticks_of_word_2003(bits: int, mark: str) -> None:
    """[MS-DOC] 2.9.78: the kind in two bits, the result in five; 25 stands for the default, which is 0 here."""
    state = (1 if bits == 0x0005 else 0 if bits == 0x0001 else 25) << 2 | 1
    block = b"\xff\xff\xff\xff" + state.to_bytes(2, "little") + bytes(4) + b"\0\0" + b"\0\0" + b"\0\0" + bytes(12)
    data = base64.b64encode(block).decode()
    box = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:fldData xml:space="preserve">{data}</w:fldData></w:fldChar></w:r>'
        '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(word_2003(p(box + r(" 7) volontariato")))) == [f"{mark} 7) volontariato"]


def test_b11_headers_notes_pictures_and_objects_of_word_2003() -> None:
    inner = package(p(r("dentro")))
    packed = compound({"_1": {"Package": inner}})
    assert isinstance(packed, bytes)
    objects = b"ActiveMime" + bytes(40) + zlib.compress(packed)
    picture = (
        f'<w:r><w:pict><w:binData w:name="wordml://01.png">{base64.b64encode(page()).decode()}</w:binData></w:pi'
        f"ct></w:r>"
    )
    note = f"<w:r><w:footnote>{p(r('una nota'))}</w:footnote></w:r>"
    stored = (
        f'<w:docOleData><w:binData w:name="oledata.mso">{base64.b64encode(objects).decode()}</w:binData></w:docOleData>'
    )
    body = (
        p(r("testo") + picture + note)
        + f'<w:sectPr><w:hdr w:type="odd">{p(r("Prefettura"))}</w:hdr></w:sectPr>'
        + stored
    )
    draft = reading(word_2003(body))
    assert draft.text is not None
    assert [(block.kind, block.text) for block in draft.text.blocks] == [
        (BlockKind.HEADER, "Prefettura"), (BlockKind.PARAGRAPH, "testo"), (BlockKind.NOTE, "una nota"),
    ]  # fmt: skip
    assert [one.content for one in draft.text.attachments] == [page(), inner]


def test_b11_xml_that_only_names_word_gives_its_bare_text() -> None:
    assert texts((HEAD + "<a><b>uno</b><b>due</b></a>").encode()) == ["uno", "due"]


def test_b11_entities_of_a_flat_file_do_not_fill_the_memory() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50 if n else "x" * 50}">' for n in range(7))
    content = flat(package(p(r("testo")))).replace(
        b"<pkg:package", f"<!DOCTYPE a [{entities}]><pkg:package b='&e6;'".encode(), 1
    )
    draft = read_source(Source("a.xml", "a.xml", "text/xml", content), Limits())
    assert draft.problems
