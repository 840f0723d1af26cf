"""The OpenDocument reader, construct by construct, on XML written for each."""

import pytest

from config.errors import EncryptedDocumentError
from config.limits import Limits
from jobs.demo.build import archive
from parsers.model import Block, BlockKind
from parsers.readers.odt.document import read

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style",
        "draw", "form", "field", "fo", "svg")
) + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'  # fmt: skip


def package(body: str, styles: str = "", sheet: str = "") -> bytes:
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    files = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()}
    if sheet:
        files["styles.xml"] = f"<office:document-styles {SPACES}>{sheet}</office:document-styles>".encode()
    return archive(files)


def blocks(body: str, styles: str = "", sheet: str = "") -> tuple[Block, ...]:
    return read(package(body, styles, sheet), Limits()).blocks


def texts(body: str, styles: str = "") -> list[str]:
    return [block.text for block in blocks(body, styles)]


@pytest.mark.parametrize(("value", "mark"), [("true", "☒"), ("false", "☐")])
def test_legacy_boxes_with_and_without_an_end(value: str, mark: str) -> None:
    parameter = f'<field:param field:name="Checkbox_Checked" field:value="{value}"/>'
    kind = 'field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"'
    assert texts(f"<text:p><field:fieldmark {kind}>{parameter}</field:fieldmark> uno</text:p>") == [f"{mark} uno"]
    around = (
        f"<text:p><field:fieldmark-start {kind}>{parameter}</field:fieldmark-start>☐<field:fieldmark-end/> uno</text:p>"
    )
    assert texts(around) == [f"{mark} uno"]


def test_controls_of_forms_and_of_libreoffice() -> None:
    form = (
        '<office:forms><form:form><form:checkbox form:id="c1" form:current-state="checked"/><form:checkbox '
        'form:id="c2"/>'
        '<form:textarea form:id="c3" form:current-value="Corso di lingua"/></form:form></office:forms>'
    )
    body = form + "".join(f'<text:p><draw:control draw:control="c{number}"/> {number}</text:p>' for number in (1, 2, 3))
    assert texts(body) == ["☒ 1", "☐ 2", "Corso di lingua 3"]
    control = (
        '<text:p><loext:content-control loext:checkbox="true" loext:checked="true">◆</loext:content-control> '
        "uno</text:p>"
    )
    assert texts(control) == ["☒ uno"]


def test_looks_fonts_and_inherited_styles() -> None:
    styles = (
        '<style:font-face style:name="W" svg:font-family="Wingdings"/>'
        '<style:style style:name="A" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="B" style:family="text" style:parent-style-name="A"><style:text-properties '
        'style:text-underline-style="solid"/></style:style>'
        '<style:style style:name="S" style:family="text"><style:text-properties style:font-name="W"/></style:style>'
        '<style:style style:name="X" style:family="text"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
    )
    found = blocks(
        '<text:p><text:span text:style-name="B">uno</text:span></text:p><text:p><text:span '
        'text:style-name="S">\u00fe</text:span> due</text:p>'
        '<text:p><text:span text:style-name="X">tre</text:span></text:p>', styles,
    )  # fmt: skip
    assert [(b.text, b.bold, b.marked, b.struck) for b in found] == [
        ("uno", True, True, False),
        ("☒ due", False, False, False),
        ("tre", False, False, True),
    ]


def test_lists_count_and_show_their_boxes() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix=")"/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix="."/></text:list-style>'
        '<text:list-style style:name="Q"><text:list-level-style-bullet text:level="1" '
        'text:bullet-char="☒"/></text:list-style>'
    )
    body = (
        '<text:list text:style-name="L"><text:list-item><text:p>uno</text:p><text:list><text:list-item><text:p>sotto</'
        "text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>due</text:p></text:list-item></text:list>"
        '<text:list text:style-name="Q"><text:list-item><text:p>scelto</text:p></text:list-item></text:list>'
        '<text:list text:style-name="L"><text:list-item><text:p>daccapo</text:p></text:list-item></text:list>'
    )
    assert texts(body, styles) == ["1) uno", "a. sotto", "2) due", "☒ scelto", "1) daccapo"]


def test_tables_boxes_notes_furniture_and_deleted_text() -> None:
    body = (
        "<text:tracked-changes><text:p>cancellato</text:p></text:tracked-changes>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:covered-table-cel"
        "l/>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p>fuori<draw:frame><draw:text-box><text:p>dentro</text:p></draw:text-box></draw:frame></text:p>"
        "<text:p>testo<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>nota</text:p></text"
        ":note-body></text:note></text:p>"
    )
    sheet = (
        "<office:master-styles><style:master-page><style:header><text:p>Prefettura di "
        "Asti</text:p></style:header></style:master-page></office:master-styles>"
    )
    found = blocks(body, sheet=sheet)
    assert [(b.kind, b.text, b.cell and b.cell.column) for b in found] == [
        (BlockKind.HEADER, "Prefettura di Asti", None), (BlockKind.CELL, "a", 0), (BlockKind.CELL, "b", 2),
        (BlockKind.PARAGRAPH, "fuori", None),
        (BlockKind.PARAGRAPH, "dentro", None), (BlockKind.PARAGRAPH, "testo", None), (BlockKind.NOTE, "nota", None),
    ]  # fmt: skip


def test_white_space_is_what_the_standard_says() -> None:
    assert texts("<text:p>a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d</text:p>") == ["a b c", "d"]


def test_a_password_is_told_apart() -> None:
    manifest = (
        b'<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file'
        b"-entry></manifest:manifest>"
    )
    with pytest.raises(EncryptedDocumentError):
        read(archive({"content.xml": b"xxx", "META-INF/manifest.xml": manifest}), Limits())
