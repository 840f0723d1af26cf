"""The Word reader, construct by construct, on XML written for each."""

import zipfile
from io import BytesIO

import pytest

from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits
from jobs.demo.build import archive, docx
from parsers.model import BlockKind, DocumentText
from parsers.readers.docx.document import read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
SPACES = (
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(body: str, *, space: str = W, **parts: str) -> DocumentText:
    files = {"[Content_Types].xml": b"<Types/>"}
    files["word/document.xml"] = f'<w:document xmlns:w="{space}" {SPACES}><w:body>{body}</w:body></w:document>'.encode()
    for name, xml in parts.items():
        files[f"word/{name}.xml"] = xml.replace("<w:", "<w:", 1).replace("XMLNS", f'xmlns:w="{space}"').encode()
    return read(archive(files), Limits())


def texts(document: DocumentText) -> list[str]:
    return [block.text for block in document.blocks]


def p(content: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def legacy(state: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData></w:'
        f"fldChar></w:r>"
        "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar "
        'w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


class TestTicks:
    @pytest.mark.parametrize(
        ("state", "mark"),
        [
            ('<w:default w:val="0"/><w:checked/>', "☒"),
            ('<w:default w:val="0"/><w:checked w:val="1"/>', "☒"),
            ('<w:default w:val="0"/><w:checked w:val="true"/>', "☒"),
            ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"),
            ('<w:checked w:val="off"/>', "☐"),
            ('<w:default w:val="1"/>', "☒"),
            ('<w:default w:val="0"/>', "☐"),
            ("", "☐"),
        ],
    )
    def test_s44_legacy_form_check_boxes(self, state: str, mark: str) -> None:
        assert texts(word(p(legacy(state) + r(" 5) lingua")))) == [f"{mark} 5) lingua"]

    @pytest.mark.parametrize(("value", "mark"), [("1", "☒"), ("true", "☒"), ("0", "☐")])
    def test_s43_content_control_check_boxes_whatever_their_glyph(self, value: str, mark: str) -> None:
        control = (
            f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{value}"/></w14:checkbox></w:sdtPr><w:sdtConte'
            f"nt>{r('◆')}</w:sdtContent></w:sdt>"
        )
        assert texts(word(p(control + r(" voce")))) == [f"{mark} voce"]

    @pytest.mark.parametrize(
        ("font", "code", "mark"),
        [
            ("Wingdings", "F0FE", "☒"),
            ("Wingdings", "F0A8", "☐"),
            ("Wingdings", "00FD", "☒"),
            ("Wingdings", "6F", "☐"),
            ("Wingdings 2", "F052", "☒"),
            ("Wingdings 2", "F0A3", "☐"),
            ("Webdings", "63", "☐"),
        ],
    )
    def test_symbols_with_and_without_offset(self, font: str, code: str, mark: str) -> None:
        assert texts(word(p(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>' + r(" voce")))) == [f"{mark} voce"]

    @pytest.mark.parametrize(("letter", "mark"), [("þ", "☒"), ("o", "☐"), ("q", "☐"), ("¨", "☐"), ("x", "☒")])
    def test_letters_typed_in_wingdings(self, letter: str, mark: str) -> None:
        assert texts(word(p(r(letter, '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>') + r(" voce")))) == [
            f"{mark} voce"
        ]

    def test_unicode_boxes_stay(self) -> None:
        assert texts(word(p(r("☑ uno")) + p(r("□ due")) + p(r("☐ tre")))) == ["☒ uno", "□ due", "☐ tre"]

    def test_a_box_that_is_the_bullet_of_the_list(self) -> None:
        numbering = (
            '<w:numbering XMLNS><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt '
            'w:val="bullet"/><w:lvlText w:val="&#xF0FE;"/>'
            '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:lvl></w:abstractNum><w:num '
            'w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
        )
        item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        assert texts(word(p(r("voce"), item), numbering=numbering)) == ["☒ voce"]


class TestText:
    def test_s45_insertions_are_text_and_deletions_are_not(self) -> None:
        body = p(r("prima ") + f"<w:ins>{r('dentro')}</w:ins><w:del><w:r><w:delText>fuori</w:delText></w:r></w:del>")
        assert texts(word(body)) == ["prima dentro"]

    def test_s45_text_boxes_come_once(self) -> None:
        box = f"<w:txbxContent>{p(r('nel riquadro'))}</w:txbxContent>"
        drawing = (
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawi"
            f"ng></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:Alter"
            f"nateContent></w:r>"
        )
        assert texts(word(p(r("fuori") + drawing))) == ["fuori", "nel riquadro"]

    @pytest.mark.parametrize(
        "body",
        [
            p(f"<w:sdt><w:sdtContent>{r('testo')}</w:sdtContent></w:sdt>"),
            f"<w:sdt><w:sdtContent>{p(r('testo'))}</w:sdtContent></w:sdt>",
            f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{p(r('testo'))}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
            f"<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc>{p(r('testo'))}</w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>",
            f"<w:sdt><w:sdtContent><w:tbl><w:tr><w:tc>{p(r('testo'))}</w:tc></w:tr></w:tbl></w:sdtContent></w:sdt>",
        ],
        ids=["run", "block", "row", "cell", "table"],
    )
    def test_s43_content_controls_in_all_five_places(self, body: str) -> None:
        assert texts(word(body)) == ["testo"]

    def test_a_prompt_that_nobody_replaced_is_no_text(self) -> None:
        assert texts(
            word(
                p(
                    f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Fare clic qui')}</w:sdtContent></w"
                    f":sdt>" + r("vero")
                )
            )
        ) == ["vero"]

    def test_field_codes_are_no_text_and_results_are(self) -> None:
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK '
            '"x"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            + r("sito")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        assert texts(word(p(field))) == ["sito"]

    def test_headers_and_footers_are_told_apart_and_not_repeated(self) -> None:
        header = f"<w:hdr XMLNS>{p(r('Prefettura di Asti'))}</w:hdr>"
        footer = f"<w:ftr XMLNS>{p(r('pagina 1'))}</w:ftr>"
        document = word(p(r("testo")), header1=header, header2=header, footer1=footer)
        assert [(b.kind, b.text) for b in document.blocks] == [
            (BlockKind.HEADER, "Prefettura di Asti"), (BlockKind.PARAGRAPH, "testo"), (BlockKind.FOOTER, "pagina 1"),
        ]  # fmt: skip

    def test_list_numbers_are_counted(self) -> None:
        numbering = (
            '<w:numbering XMLNS><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
            'w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText '
            'w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId '
            'w:val="7"/></w:num></w:numbering>'
        )

        def item(text: str, level: int) -> str:
            return p(r(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>')

        found = word(item("a", 0) + item("b", 1) + item("c", 1) + item("d", 0) + item("e", 1), numbering=numbering)
        assert texts(found) == ["1) a", "1.a b", "1.b c", "2) d", "2.a e"]

    def test_merged_cells_do_not_shift_the_others(self) -> None:
        wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p(r("ampia"))}</w:tc>'
        below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p(r(''))}</w:tc>"
        above = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{p(r("alta"))}</w:tc>'
        plain = f"<w:tc>{p(r('cella'))}</w:tc>"
        document = word(f"<w:tbl><w:tr>{above}{wide}{plain}</w:tr><w:tr>{below}{plain}{plain}{plain}</w:tr></w:tbl>")
        assert [(b.text, b.cell and (b.cell.row, b.cell.column)) for b in document.blocks] == [
            ("alta", (0, 0)), ("ampia", (0, 1)), ("cella", (0, 3)), ("cella", (1, 1)), ("cella", (1, 2)), ("cella", (1,
                3)),
        ]  # fmt: skip

    def test_strict_files_are_read_too(self) -> None:
        assert texts(word(p(r("testo")), space=STRICT)) == ["testo"]

    def test_bold_and_underline_are_kept_as_evidence(self) -> None:
        document = word(
            p(r("grassetto", "<w:b/>"))
            + p(r("normale", '<w:b w:val="0"/>'))
            + p(r("segnato", '<w:u w:val="single"/>'))
            + p(r("via", "<w:strike/>"))
        )
        assert [(b.bold, b.marked, b.struck) for b in document.blocks] == [
            (True, False, False), (False, False, False), (False, True, False), (False, False, True),
        ]  # fmt: skip

    def test_hard_line_breaks_make_lines(self) -> None:
        assert texts(word(p(r("uno") + "<w:r><w:br/></w:r>" + r("due")))) == ["uno", "due"]

    def test_a_file_of_python_docx(self) -> None:
        document = read(docx([("heading", "Titolo"), ("text", "Testo"), ("item", "voce")]), Limits())
        assert [(b.text, b.level) for b in document.blocks] == [("Titolo", 2), ("Testo", None), ("- voce", None)]


class TestDefects:
    def test_a_truncated_file_is_read_as_far_as_it_goes_and_told(self) -> None:
        document = read(docx([("text", "Il corso dura tre mesi.")])[:-200], Limits())
        assert texts(document) == ["Il corso dura tre mesi."]
        assert any("its directory is missing" in gap for gap in document.gaps)

    def test_a_file_cut_before_its_text_is_a_document_error(self) -> None:
        with pytest.raises(DocumentError):
            read(docx([("text", "x")])[:60], Limits())

    def test_a_package_without_document_is_a_document_error(self) -> None:
        with pytest.raises(DocumentError, match="no document part"):
            read(archive({"[Content_Types].xml": b""}), Limits())

    def test_s49_a_bomb_is_refused(self) -> None:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("word/document.xml", b" " * 50_000_000)
        with pytest.raises(DocumentLimitError):
            read(out.getvalue(), Limits())

    def test_entities_are_never_resolved(self) -> None:
        xml = (
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document '
            f'xmlns:w="{W}"><w:body>{p(r("prima &e; dopo"))}</w:body></w:document>'
        )
        document = read(archive({"word/document.xml": xml.encode()}), Limits())
        assert "root" not in document.text


class TestChoices:
    def test_a_circle_drawn_around_an_item_ticks_it(self) -> None:
        from tests.specimens.word import circle, package
        from tests.specimens.word import p as paragraph
        from tests.specimens.word import r as run

        document = read(package(paragraph(circle() + run("5) lingua")) + paragraph(run("6) storie"))), Limits())
        assert texts(document) == ["☒5) lingua", "6) storie"]

    def test_shaded_paragraphs_and_cells_are_set_off(self) -> None:
        shade = '<w:shd w:val="clear" w:fill="FFFF00"/>'
        body = p(r("uno"), shade) + p(r("due"))
        cells = (
            f"<w:tbl><w:tr><w:tc><w:tcPr>{shade}</w:tcPr>{p(r('tre'))}</w:tc><w:tc>{p(r('quattro'))}</w:tc></w:tr>"
            f"</w:tbl>"
        )
        assert [block.marked for block in word(body + cells).blocks] == [True, False, True, False]

    def test_a_control_whose_state_only_windows_knows_is_unknown(self) -> None:
        control = '<w:r><w:object><w:control w:name="CheckBox1"/></w:object></w:r>'
        assert texts(word(p(control + r(" 5) lingua")))) == ["⍰ 5) lingua"]

    def test_a_symbol_field_shows_its_symbol(self) -> None:
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>SYMBOL 254 \\f '
            'Wingdings</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        assert texts(word(p(field + r(" uno")))) == ["☒ uno"]


class TestEnclosures:
    def test_a_document_embedded_in_another_is_handed_on(self) -> None:
        inner = docx([("text", "dentro")])
        document = read(
            archive(
                {
                    "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{p(r("fuori"))}</w:body></w:'
                    f"document>".encode(),
                    "word/embeddings/scheda.docx": inner,
                    "word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                }
            ),
            Limits(),
        )
        # What is no sound storage is handed on too: its reader says what is wrong with it.
        assert [(enclosure.filename, enclosure.content) for enclosure in document.attachments] == [
            ("oleObject1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("scheda.docx", inner)]  # fmt: skip
