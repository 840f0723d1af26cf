"""Word packages written from XML, so that a specimen can hold any construct; they open in LibreOffice and Word
alike.
"""

from html import escape

from jobs.demo.build import archive

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACES = (
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def p(content: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run; the text is escaped."""
    return (
        f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t "
        f'xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def font(name: str) -> str:
    """The run property of a font."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def sym(name: str, code: int) -> str:
    """A symbol inserted from a font."""
    return f'<w:r><w:sym w:font="{name}" w:char="{code:04X}"/></w:r>'


def check_box(on: bool, *, explicit: bool = True) -> str:
    """A legacy form field; `explicit` writes the state with its value, else only where Word would."""
    state = f'<w:checked w:val="{int(on)}"/>' if explicit else "<w:checked/>" if on else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val=""/><w:enabled/><w:calcOnExit w:val="0"/>'
        f'<w:checkBox><w:sizeAuto/><w:default w:val="0"/>{state}</w:checkBox></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def drop_down(entries: list[str], chosen: int) -> str:
    """A legacy list field."""
    listed = "".join(f'<w:listEntry w:val="{escape(entry)}"/>' for entry in entries)
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="L"/><w:enabled/><w:calcOnExit '
        f'w:val="0"/><w:ddList><w:result w:val="{chosen}"/>{listed}</w:ddList></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText xml:space="preserve"> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control_box(on: bool, glyphs: tuple[str, str] = ("☐", "☒")) -> str:
    """A check box content control, with the glyphs that the office chose for it."""
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(on)}"/><w14:checkedState '
        f'w14:val="{ord(glyphs[1]):04X}" w14:font="MS Gothic"/>'
        f'<w14:uncheckedState w14:val="{ord(glyphs[0]):04X}" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{r(glyphs[on], font('MS Gothic'))}</w:sdtContent></w:sdt>"
    )


def text_box(content: str) -> str:
    """A text box as Word 2010 writes it: a drawing, and the same again for older programs."""
    inside = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><'
        'wp:positionV relativeFrom="paragraph"><wp:posOffset>400000</wp:posOffset></wp:positionV>'
        '<wp:extent cx="3600000" cy="720000"/><wp:wrapTopAndBottom/><wp:docPr id="7" '
        'name="Casella"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingSh'
        'ape">'
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" '
        f'cy="720000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{inside}</wps:txbx'
        f"><wps:bodyPr/></wps:wsp>"
        f"</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape "
        f'style="width:283pt;height:56pt"><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:Alterna'
        f"teContent></w:r>"
    )


def circle() -> str:
    """An ellipse drawn around the line it is anchored in."""
    return (
        '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><'
        'wp:positionV relativeFrom="paragraph"><wp:posOffset>-20000</wp:posOffset></wp:positionV>'
        '<wp:extent cx="300000" cy="200000"/><wp:wrapNone/><wp:docPr id="8" name="Ovale"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="300000" '
        'cy="200000"/></a:xfrm><a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom><a:noFill/><a:ln '
        'w="12700"><a:solidFill><a:srgbClr val="C00000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def table(
    rows: list[list[str]], cell_properties: dict[tuple[int, int], str] | None = None, *, borders: bool = False
) -> str:
    """A table; cells are block content."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    lines_around = f"<w:tblBorders>{sides}</w:tblBorders>" if borders else ""
    special = cell_properties or {}
    width = 9000 // max(map(len, rows))
    lines = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{special.get((number, column), "")}</w:tcPr>{cell}</w:t'
            f"c>"
            for column, cell in enumerate(row)
        )
        + "</w:tr>"
        for number, row in enumerate(rows)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _ in range(max(map(len, rows))))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/>{lines_around}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{lines}</w:tbl>"
    )


def numbering(*levels: str) -> str:
    """A numbering part: list N (from 1) has the N-th string as its only level."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl '
        f'w:ilvl="0">{level}</w:lvl></w:abstractNum>'
        for number, level in enumerate(levels)
    )
    lists = "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>' for number in range(len(levels))
    )
    return abstract + lists


DECIMAL = '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/>'


def bullet_level(code: int, name: str = "Wingdings") -> str:
    """A bulleted list level in a font."""
    return f'<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{chr(code)}"/><w:rPr>{font(name)}</w:rPr>'


def in_list(number: int) -> str:
    """The paragraph property of an item of list `number`."""
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'


def package(
    body: str, *, lists: str = "", styles: str = "", notes: str = "", header: str = "", footer: str = "", space: str = W
) -> bytes:
    """A Word file. `lists`, `styles` and `notes` are the insides of their parts, `header` and `footer` paragraphs."""
    parts = {"numbering": lists, "styles": styles, "footnotes": notes, "header": header, "footer": footer}
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "header": "hdr", "footer": "ftr"}
    there = [name for name, content in parts.items() if content]
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_PART}{name}+xml"/>' for name in there)
    relations = "".join(f'<Relationship Id="{name}" Type="{_RELATION}{name}" Target="{name}.xml"/>' for name in there)
    section = "".join(
        f'<w:{name}Reference w:type="default" r:id="{name}"/>' for name in ("header", "footer") if parts[name]
    )
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml'
        '"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_PART}document.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relation'
        f'ship Id="a" Type="{_RELATION}officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relatio'
        f'nships">{relations}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{space}" {_SPACES}><w:body>{body}<w:sectPr>{section}<w:pgSz '
        f'w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
        f'w:left="1134" w:header="567" w:footer="567" '
        f'w:gutter="0"/></w:sectPr></w:body></w:document>',
    }
    for name in there:
        files[f"word/{name}.xml"] = f'<w:{roots[name]} xmlns:w="{space}" {_SPACES}>{parts[name]}</w:{roots[name]}>'
    return archive(
        {
            name: ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content).encode()
            for name, content in files.items()
        }
    )
