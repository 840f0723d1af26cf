"""Forms of PDF: dynamic ones give what was chosen, not what could be; stamps and visible signatures are read."""

from collections.abc import Sequence

import pytest

from config.limits import Limits
from parsers.readers.pdf.document import read
from tests.specimens.pages import objects

_TEMPLATE = "<template xmlns='http://www.xfa.org/schema/xfa-template/2.8/'><subform name='f'>%s</subform></template>"
_DATA = (
    "<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><xfa:data><f>%s</f></xfa:data><dd:dataDescr"
    "iption xmlns:dd='http://ns.adobe.com/data-description/' "
    "dd:name='f'><f><campo>intero</campo></f></dd:dataDescription></xfa:datasets>"
)
LIST = "".join(f"<voce><codice>{n}</codice><nome>Ambito numero {n}</nome></voce>" for n in range(1, 12))
TEXT = "<field name='testo'><ui><textEdit/></ui></field>"


def form(template: str, data: str) -> bytes:
    return objects(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA[(template)4 0 R(datasets)5 0 R]>>/NeedsRendering true>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        packets=[(_TEMPLATE % template).encode(), (_DATA % data).encode()],
    )


def answers(content: bytes) -> Sequence[str]:
    return [block.text for block in read(content, Limits()).blocks]


BOUND = (
    "<field name='campo'><ui><choiceList/></ui><bindItems ref='$.elenco.voce[*]' valueRef='codice' "
    "labelRef='nome'/></field>" + TEXT
)


@pytest.mark.parametrize(
    ("template", "data", "expected"),
    [
        (
            BOUND,
            f"<elenco>{LIST}</elenco><campo>5</campo><testo>Corso serale</testo>",
            ["Ambito numero 5", "Corso serale"],
        ),
        (
            TEXT + "<field name='campo'/>",
            f"<elenco>{LIST}</elenco><campo>5</campo><testo>Corso</testo>",
            ["5", "Corso"],
        ),
        (
            "<field name='campo'><ui><choiceList/></ui><items "
            "save='1'><text>a</text><text>b</text></items><items><text>Lingua</text><text>Lavoro</text></items></field"
            ">",
            "<campo>b</campo>",
            ["Lavoro"],
        ),
        (
            "<field name='campo'><ui><choiceList open='multiSelect'/></ui><items><text>uno</text><text>due</text><text"
            ">tre</text></items></field>",
            "<campo><value>uno</value><value>tre</value></campo>",
            ["uno", "tre"],
        ),
        (
            "<field name='scelta'><bind match='dataRef' ref='$.risposte.r[*]'/></field>",
            f"<elenco>{LIST}</elenco><risposte><r>prima</r><r>seconda</r></risposte>",
            ["prima", "seconda"],
        ),
        (
            "<field name='c5'><ui><checkButton/></ui><items><integer>1</integer><integer>0</integer></items><caption><"
            "value><text>5) lingua</text></value></caption></field>"
            "<field name='c6'><ui><checkButton/></ui><items><integer>1</integer><integer>0</integer></items><caption><"
            "value><text>6) lavoro</text></value></caption></field>",
            "<c5>1</c5><c6>0</c6>",
            ["☒ 5) lingua", "☐ 6) lavoro"],
        ),
        (
            TEXT,
            "<testo><body xmlns='http://www.w3.org/1999/xhtml'><p>Primo</p><p>Secondo</p></body></testo>",
            ["Primo", "Secondo"],
        ),
        (TEXT, "<altro>non previsto dal modello</altro>", ["non previsto dal modello"]),
    ],
    ids=[
        "list in the data",
        "list for a script",
        "saved codes",
        "several chosen",
        "bound elsewhere",
        "ticks",
        "rich text",
        "fits no field",
    ],
)
def test_f17_of_the_lists_of_a_dynamic_form_only_what_was_chosen_is_typed(
    template: str, data: str, expected: list[str]
) -> None:
    assert answers(form(template, data)) == expected


def stamped(annotation: bytes, fields: bytes = b"") -> bytes:
    """A page with an annotation whose appearance holds words."""
    page = b"BT /F1 12 Tf 60 760 Td (Protocollo d'intesa per l'accoglienza) Tj ET"
    look = b"BT /F1 8 Tf 5 20 Td (Firmato digitalmente da Anna Verdi) Tj 0 -10 Td (il 12 marzo 2015) Tj ET"
    return objects(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]>>>>" % fields,
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[7 0 R]/Resources<</Font<</F1 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/XObject/Subtype/Form/BBox[0 0 200 40]/Resources<</Font<</F1 4 0 R>>>>/Length "
        b"%d>>stream\n%s\nendstream" % (len(look), look),
        b"<</Type/Annot/Rect[300 100 500 140]/F 4/AP<</N 6 0 R>>/P 3 0 R%s>>" % annotation,
    )


@pytest.mark.parametrize(
    "content",
    [
        stamped(b"/Subtype/Widget/FT/Sig/T(firma)", b"7 0 R"),
        stamped(b"/Subtype/Stamp/Name/Approved"),
    ],
    ids=["signature", "stamp"],
)
def test_f17_the_words_of_visible_signatures_and_stamps_are_read(content: bytes) -> None:
    text = read(content, Limits()).text
    assert "Firmato digitalmente da Anna Verdi" in text
    assert "il 12 marzo 2015" in text
    assert text.count("per l’accoglienza") == 1


def test_f17_a_hidden_signature_is_not_read() -> None:
    content = stamped(b"/Subtype/Widget/FT/Sig/T(firma)", b"7 0 R").replace(b"/F 4/", b"/F 2/")
    assert "Firmato" not in read(content, Limits()).text
