"""What is spoilt: one small file of each kind that mails bring."""

from collections.abc import Callable
from datetime import UTC, datetime

from jobs.demo.build import archive as zipped
from jobs.demo.build import mail, paragraphs, pdf
from tests.properties.test_documents_cut_and_damaged import SPECIMENS as DOCUMENTS
from tests.specimens.envelopes import daticert, pec_mail, segnatura, signed, signed_pdf, tarred, time_stamped
from tests.specimens.outlook import compound, msg, tnef
from tests.specimens.word97 import doc
from tests.unit.test_pdf_forms_and_stamps import form
from tests.unit.test_sheet_cells import CELL, ods, row, xlsx
from tests.unit.test_sheet_cells import table as sheet

DATE = datetime(2015, 12, 1, 9, 0, tzinfo=UTC)
SENDER = "protocollo.prefcr@pec.interno.it"
HTML = (
    b"<!DOCTYPE html><html><head><style>p.x{display:none} @media print{.y{color:red}}</style></head><body>"
    b'<h1>Scheda 5</h1><ol start="3"><li value="4">Il comune apre una scuola.<li>Le lezioni durano.</ol><table><tr>'
    b'<td colspan="2" rowspan="3">Ente<td>Comune</table><input type="checkbox" checked><p class="x">nascosto</p>'
    b"&agrave;&#x41;</body></html>"
)
TEXT = (
    b"Prefettura di Rieti\r\n\r\n[X] 5. Apprendimento della lingua\r\n[ ] 7) Volontariato\r\n\r\n"
    b"Scheda n. 5: la lingua\r\nTitolo: Scuola serale\r\nIl comune apre una scuola serale nella biblioteca.\r\n\r\n"
    b"Il Prefetto\r\n> citato\r\nbegin 644 nota.txt\r\n#0V%T\r\n`\r\nend\r\n"
)


def _word() -> bytes:
    return DOCUMENTS["package"]


def _inner_mail() -> bytes:
    return mail(
        SENDER, "Scheda 5", TEXT.decode(), {"scheda.docx": _word(), "nota.html": HTML}, date=DATE, html="<p>a</p>"
    )


#: By name of the file: what makes it.
SPECIMENS: dict[str, Callable[[], bytes]] = {
    "scheda.docx": _word,
    "scheda.xml": lambda: DOCUMENTS["flat package"],
    "vecchia.xml": lambda: DOCUMENTS["Word 2003"],
    "scheda.odt": lambda: DOCUMENTS["OpenDocument"],
    "scheda.fodt": lambda: DOCUMENTS["flat OpenDocument"],
    "scheda.doc": lambda: doc(TEXT.decode().replace("\r\n", "\n").split("\n")),
    "schede.ods": lambda: ods(sheet(*[row(CELL.format(3) * 4)] * 4)),
    "schede.xlsx": lambda: xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'),
    "posta.mbox": lambda: b"From a@b.it Tue Dec  1 10:30:00 2015\n" + _inner_mail().replace(b"\r\n", b"\n"),
    "scheda.rtf": lambda: DOCUMENTS["RTF"],
    "scheda.mht": lambda: DOCUMENTS["web archive"],
    "scheda.html": lambda: HTML,
    "scheda.txt": lambda: TEXT,
    "scheda.json": lambda: (
        b'{"campo": 5, "titolo": "Scuola \\u00e8", "testi": ["Il comune apre.", {"a": null}], "n": 1.5e3}'
    ),
    "scheda.pdf": lambda: pdf(paragraphs("Scheda 5: la lingua\n\nIl comune apre una scuola."), header="Prefettura"),
    "firmata.pdf": lambda: signed_pdf(pdf(paragraphs("Scheda 5\n\nIl comune apre una scuola."))),
    "modulo.pdf": lambda: form("<field name='campo'/>", "<campo>5</campo>"),
    "scheda.docx.p7m": lambda: signed(_word()),
    "scheda.txt.tsd": lambda: time_stamped(TEXT),
    "schede.zip": lambda: zipped({"a/scheda.docx": _word(), "nota.txt": TEXT}),
    "schede.tar.gz": lambda: tarred({"scheda.txt": TEXT, "b.html": HTML}, "gz"),
    "inoltrata.eml": _inner_mail,
    "due.eml": lambda: mail(SENDER, "Fwd", "Si inoltra.", {"inoltrata.eml": _inner_mail()}, date=DATE),
    "postacert.eml": lambda: pec_mail(_inner_mail(), SENDER),
    "winmail.dat": lambda: tnef({"scheda.txt": TEXT}, body="Si trasmette.", rtf=DOCUMENTS["RTF"]),
    "messaggio.msg": lambda: _compound(),
    "daticert.xml": lambda: daticert(SENDER),
    "Segnatura.xml": segnatura,
}


def _compound() -> bytes:
    tree = msg(subject="Scheda 5", body=TEXT.decode(), files={"scheda.txt": TEXT}, sender=("Rieti", SENDER))
    return tree if isinstance(tree, bytes) else compound(tree)
