"""Files as mail programs send them: with the wrong type, the wrong name, in the text, beside one that is broken."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from config.limits import Limits
from jobs.demo.build import docx, mail, pdf
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.seed import DESCRIPTION_1, DESCRIPTION_7, REPLY, styled
from tests.unit.test_seed import DATE

WORD, PDF = docx(styled(REPLY)), pdf(styled(REPLY))


def sent(content: bytes, declared: str, filename: str | None, disposition: str | None) -> Submission:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "mario.rossi@interno.it", "dlci@interno.it", "Buone pratiche"
    message.set_content("Si trasmette quanto richiesto.")
    main, _, sub = declared.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=filename)
    part = list(message.iter_attachments())[-1]
    del part["Content-Disposition"]
    if disposition:
        part["Content-Disposition"] = disposition
    return read_submission(message.as_bytes(), Limits())


@pytest.mark.parametrize("content", [WORD, PDF], ids=["Word", "PDF"])
@pytest.mark.parametrize(
    ("declared", "disposition"),
    [
        ("application/pdf", 'inline; filename="scheda.pdf"'),
        ("application/octet-stream", 'attachment; filename="scheda.pdf"'),
        ("application/octet-stream", 'attachment; filename="scheda"'),
        ("application/octet-stream", 'attachment; filename="scheda.doc"'),
        ("application/octet-stream", 'attachment; filename="scheda.txt"'),
        ("application/msword", 'attachment; filename="scheda.docx.pdf"'),
        ("text/plain", 'attachment; filename="scheda.dat"'),
        ("image/jpeg", 'inline; filename="image001.jpg"'),
        ("application/x-zip-compressed", "attachment"),
        ("application/octet-stream", None),
    ],
)
def test_s40_a_document_is_known_by_its_bytes(declared: str, disposition: str | None, content: bytes) -> None:
    found = sent(content, declared, None, disposition)
    assert [scheda.description for scheda in found.reading.schede] == [DESCRIPTION_1, DESCRIPTION_7]
    assert found.verdict == "done"


BROKEN = {
    "a PDF of nothing": ("rotto.pdf", b"%PDF-1.4\n%nothing at all"),
    "half a Word file": ("rotto.docx", WORD[: len(WORD) // 2]),
    "an encrypted PDF": ("chiuso.pdf", pdf(styled(REPLY[:3]), password="segreto")),
    "half an archive": ("rotto.zip", b"PK\x03\x04" + bytes(50)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_s54_one_bad_file_among_five_costs_the_others_nothing(name: str) -> None:
    filename, bad = BROKEN[name]
    practices = [
        "La Prefettura ha istituito presso la propria sede un tavolo permanente con i gestori dei centri di "
        "accoglienza.",
        "Sono stati attivati corsi di lingua italiana per i richiedenti asilo ospitati nelle strutture della "
        "provincia.",
        "Con le associazioni di volontariato sono stati avviati lavori di pubblica utilità per la cura del verde.",
        "È stato aperto uno sportello di ascolto per le donne vittime di tratta, con mediatrici culturali.",
    ]
    files = {
        f"scheda{number}.docx": docx([("heading", f"Scheda {number}"), ("text", text)])
        for number, text in enumerate(practices, 1)
    }
    mixed = {"scheda1.docx": files.pop("scheda1.docx"), filename: bad, **files}
    found = read_submission(
        mail("mario.rossi@interno.it", "Buone pratiche", "In allegato.", mixed, date=DATE), Limits()
    )
    # Of half a Word file the beginning may still be read; what it says is marked as incomplete by the problem.
    assert [scheda.description for scheda in found.reading.schede if scheda.document != filename] == practices
    assert found.verdict == "partial"
    told = [*found.problems, *found.reading.problems]
    assert [problem.document for problem in told if problem.document and filename in problem.document]
