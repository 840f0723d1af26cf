"""The control words of RTF (specification 1.9.1) by what they mean to the reader."""

from parsers.model import BlockKind

#: Destinations whose text is none of the document's.
SILENT = frozenset(
    """
    info objclass objname listtable listoverridetable rsidtbl generator datafield themedata colorschememapping
    latentstyles datastore xmlnstbl nonshppict shprslt bkmkstart bkmkend annotation atnid atnauthor atntime atnref
    atnicn atndate
    atnparent revtbl filetbl template wgrffmtfilter mmathPr pgptbl fontemb falt panose ftnsep ftnsepc ftncn aftnsep
    aftnsepc aftncn
    pntxta pntxtb pnseclvl tc xe do userprops docvar passwordhash protusertbl stylename pn ffname ffdeftext ffformat
    ffhelptext
    ffstattext ffentrymcr ffexitmcr upr nonesttables
    """.split()
)
#: Other destinations that are read although a `\*` lets older programs skip them.
KEPT = frozenset({"shpinst", "shppict", "result"})
#: Destinations with paragraphs of their own.
STORIES = {
    "header": BlockKind.HEADER, "headerl": BlockKind.HEADER, "headerr": BlockKind.HEADER, "headerf": BlockKind.HEADER,
    "footer": BlockKind.FOOTER, "footerl": BlockKind.FOOTER, "footerr": BlockKind.FOOTER, "footerf": BlockKind.FOOTER,
    "footnote": BlockKind.NOTE, "shptxt": BlockKind.PARAGRAPH, "dptxbxtext": BlockKind.PARAGRAPH,
}  # fmt: skip
TARGETS = {"fonttbl": "fonts", "colortbl": "colours", "stylesheet": "styles", "fldinst": "code", "formfield": "form",
    "ffl": "entry",
            "listtext": "label", "pntext": "label", "ud": "body", "fldrslt": "body", "pict": "binary",
            "objdata": "binary",
            "sp": "shape"}  # fmt: skip
CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "column": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ", "~": " ", "_": "-", "-": "",
}  # fmt: skip
#: Character properties that a number switches off, by what they are to us.
SWITCHES = {"b": "bold", "strike": "struck", "striked": "struck", "caps": "caps", "v": "hidden", "deleted": "hidden"}
MARKS = {"highlight": "highlight", "chcbpat": "ground", "cb": "ground", "chbrdr": "frame"}
FRAMES = frozenset({"brdrt", "brdrb", "brdrl", "brdrr", "box"})
