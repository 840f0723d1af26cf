"""One bad attachment never takes the mail with it: whatever opener or reader raises, it costs its own file alone."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Sequence
from types import FunctionType, ModuleType
from typing import Any

import pytest

import ingest.envelopes
from config.limits import Limits
from ingest import absent, alternatives, bodies, detached, droppings, mime, noise, notices, signatures
from ingest.envelopes import archives
from jobs.demo.build import archive, docx, mail, paragraphs, pdf
from jobs.pipeline import read_submission
from parsers.model import Block
from parsers.practices.partition import Split
from parsers.readers import _MODULES
from store.model import Submission
from tests.specimens.envelopes import detached as beside
from tests.specimens.envelopes import pec_mail, signed, signed_pdf, tarred
from tests.specimens.outlook import compound, msg, tnef
from tests.unit.test_seed import DATE

TOLD = (
    "Scheda {}: {}\nNella sede del centro civico {} volontari aiutano ogni settimana gli ospiti a leggere gli "
    "avvisi del comune."
)
WORD = docx(paragraphs(TOLD.format(5, "Corsi di lingua italiana", "dodici")))
RICH = rb"{\rtf1\ansi " + TOLD.format(7, "Volontariato", "trenta").replace("\n", r"\par ").encode() + b"}"
PAGES = pdf(paragraphs("Allegato con l'elenco dei comuni."))
PLAIN = b"Un foglio di accompagnamento.\n"
CLEAR = (
    b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nUna riga.\n-----BEGIN PGP "
    b"SIGNATURE-----\n\niQEc\n-----END PGP SIGNATURE-----\n"
)
UU = "begin 644 nota.txt\n#0V%T\n`\nend\n"

INSIDE = mail(
    "mario.rossi@interno.it",
    "Buone pratiche",
    f"Si trasmettono le schede.\n{UU}",
    {
        "winmail.dat": tnef({"a.txt": PLAIN}),
        "posta.mbox": b"From a@b.example Tue Dec  1 10:30:00 2015\nFrom: a@b.example\nSubject: x\n\nUna riga di "
        b"posta.\n",
        "oggetto.bin": compound({"Package": PAGES, "\x01CompObj": b"x" * 80}),
        "chiaro.txt.asc": CLEAR,
        "lettera.msg": msg(subject="Oggetto", body="Testo", files={"b.txt": PLAIN}),
        "dati.zip": archive({"c.txt": PLAIN, "__MACOSX/._c.txt": b"\x00\x05\x16\x07" + bytes(80)}),
        "dati.tar": tarred({"d.txt": PLAIN}),
        "dati.tgz": tarred({"e.txt": PLAIN}, "gz"),
        "firmato.txt.p7m": signed(PLAIN),
        "firmato.pdf": signed_pdf(PAGES),
        "nota.txt": PLAIN,
        "nota.txt.p7s": beside(PLAIN),
        "pagina.html": b"<html><body><p>Una pagina di accompagnamento.</p></body></html>",
        "inoltrata.eml": mail("a@b.example", "inoltro", "Testo inoltrato.", date=DATE),
        "scheda.docx": WORD,
        "scheda.rtf": RICH,
    },
    date=DATE,
    html="<p>Si trasmettono le schede.</p>",
)
MAIL = pec_mail(INSIDE, "mario.rossi@interno.it")
#: Asked only of other mails: receipts, mails that are one signature or one Outlook file, formats that need a library
#: of the system, texts in RTF, automatic replies, notices by IMAP, files that came without content, broken parts.
NOT_ASKED = {
    "ingest.absent.name_of",
    "ingest.envelopes.lzfu.rtf_part",
    "ingest.envelopes.msg.read_original",
    "ingest.mime.name_of",
    "ingest.noise.is_known_by_subject",
    "ingest.notices.stands_for_a_message",
    "ingest.envelopes.daticert.from_headers",
    "ingest.envelopes.sevenzip.available",
    "ingest.envelopes.sevenzip.read_archive",
}
ERRORS = [RuntimeError("un guasto"), MemoryError(), RecursionError("too deep")]


def openers() -> list[FunctionType]:
    """Every public function of the modules that open something."""
    modules = [
        importlib.import_module(f"ingest.envelopes.{found.name}")
        for found in pkgutil.iter_modules(ingest.envelopes.__path__)
    ]
    modules = [module for module in modules if not module.__name__.endswith("_child")]
    return [
        value
        for module in (*modules, signatures, detached, noise, mime, bodies, alternatives, notices, absent, droppings)
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__ and not name.startswith("_")
    ]


def ours() -> list[ModuleType]:
    return [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in {"ingest", "parsers"}]


def replaced(function: FunctionType, stand_in: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts `stand_in` wherever the function is known by some name."""
    for module in ours():
        for name, value in list(vars(module).items()):
            if value is function:
                monkeypatch.setattr(module, name, stand_in)
    pairs = tuple(tuple(stand_in if one is function else one for one in pair) for pair in archives._ARCHIVES)
    monkeypatch.setattr(archives, "_ARCHIVES", pairs)


def told(submission: Submission) -> set[str]:
    return {
        f"{problem.code} {problem.document} {problem.detail}"
        for problem in (*submission.problems, *submission.reading.problems)
    }


def campi(submission: Submission) -> list[int]:
    return sorted(scheda.campo for scheda in submission.reading.schede)


@pytest.fixture(scope="module")
def sound() -> Submission:
    submission = read_submission(MAIL, Limits())
    assert campi(submission) == [5, 7]
    return submission


#: A file name for each reader that minds.
NAMES = {
    "office": "foglio.xls",
    "scan.document": "foto.png",
    "word97.document": "vecchio.doc",
    "odt.document": "libero.odt",
}


@pytest.mark.parametrize("number", range(len(ERRORS)), ids=["a bug", "memory", "recursion"])
@pytest.mark.parametrize("function", openers(), ids=lambda function: f"{function.__module__}.{function.__name__}")
def test_f03_an_opener_that_fails_costs_nothing_else(
    function: FunctionType, number: int, sound: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fail(*_: object, **__: object) -> object:
        asked.append(True)
        raise ERRORS[number]

    name = f"{function.__module__}.{function.__name__}"
    replaced(function, fail, monkeypatch)
    submission = read_submission(MAIL, Limits())
    assert bool(asked) is (name not in NOT_ASKED)
    if not asked:
        return
    assert told(submission) - told(sound), "nobody hears of it"
    assert submission.verdict != "ignored"
    if name == "ingest.mime.parse_mime":
        # Without it there are no files: the mail is one text.
        assert submission.reading.documents
    else:
        assert campi(submission) == [5, 7]


@pytest.mark.parametrize("number", range(len(ERRORS)), ids=["a bug", "memory", "recursion"])
@pytest.mark.parametrize("module", sorted(set(_MODULES.values())))
def test_f03_a_reader_that_fails_costs_its_own_documents(
    module: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise ERRORS[number]

    contents = {
        "docx.document": WORD,
        "rtf.document": RICH,
        "pdf.document": PAGES,
        "web.html": b"<html><body><p>ciao</p></body></html>",
        "plain": PLAIN,
    }
    name = NAMES.get(module, f"brutto.{module}")
    monkeypatch.setattr(importlib.import_module(f"parsers.readers.{module}"), "read", fail)
    monkeypatch.setattr("parsers.files._media_type", typed(module, monkeypatch))
    files = {"scheda.docx": WORD, "scheda.rtf": RICH, name: contents.get(module, b"contenuto di prova")}
    submission = read_submission(mail("mario.rossi@interno.it", "Schede", "In allegato.", files, date=DATE), Limits())
    lost = {document.path for document in submission.reading.documents if document.status in {"unreadable", "limit"}}
    assert name in lost
    assert {problem.document for problem in submission.reading.problems if problem.document} >= lost
    assert campi(submission) == sorted({"docx.document": [7], "rtf.document": [5]}.get(module, [5, 7]))
    assert submission.verdict == "partial"


def typed(module: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Recognises the strange file as one of the reader's; the others as what they are."""
    from parsers import files as documents

    known = documents._media_type
    wanted = next(kind for kind, reader in _MODULES.items() if reader == module)
    monkeypatch.setattr("parsers.files._reason_to_skip", lambda source, kind: None)
    return lambda source: known(source) if source.body or source.filename.startswith("scheda") else wanted


@pytest.mark.parametrize("error", ERRORS, ids=["a bug", "memory", "recursion"])
def test_f03_a_document_that_cannot_be_understood_costs_itself_alone(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parsers import understand

    split = understand.split

    def fail(blocks: Sequence[Block], **how: Any) -> Split:
        if any("Volontariato" in block.text for block in blocks):
            raise error
        return split(blocks, **how)

    monkeypatch.setattr(understand, "split", fail)
    files = {"scheda.docx": WORD, "scheda.rtf": RICH}
    submission = read_submission(mail("mario.rossi@interno.it", "Schede", "In allegato.", files, date=DATE), Limits())
    assert campi(submission) == [5]
    (lost,) = [document for document in submission.reading.documents if document.status != "read"]
    assert (lost.path, submission.verdict) == ("scheda.rtf", "partial")
    assert "Volontariato" in lost.text
    assert [problem.document for problem in submission.reading.problems if "understanding it" in problem.detail] == [
        "scheda.rtf"
    ]


ACCORD = docx(
    paragraphs(
        "PROTOCOLLO D'INTESA\ntra la Prefettura di Terni e il Comune di Narni\nper la mensa dei braccianti\n"
        "Art. 1 Il Comune mette a disposizione i locali e cura il trasporto.\nArt. 2 La Prefettura convoca il tavolo.\n"
        "Art. 3 Il presente protocollo dura un anno.\nTerni, 12 marzo 2015\nLetto, confermato e sottoscritto\n"
        "Per la Prefettura di Terni\nPer il Comune di Narni"
    )
)


@pytest.mark.parametrize("stage", ["find_agreement", "annexed_at", "find_parties", "find_terms", "possible_agreement"])
def test_f03_a_bug_in_reading_agreements_is_told_of_its_document(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from parsers import understand

    def fail(blocks: Sequence[Block], *_: object) -> object:
        if any("braccianti" in block.text for block in blocks):
            raise NameError("name 'noun' is not defined")
        return sound(blocks, *_)

    sound = getattr(understand, stage)
    monkeypatch.setattr(understand, stage, fail)
    if stage == "possible_agreement":
        monkeypatch.setattr(understand, "find_agreement", lambda _: None)
    files = {"accordo.docx": ACCORD, "scheda.docx": WORD}
    submission = read_submission(mail("mario.rossi@interno.it", "Schede", "In allegato.", files, date=DATE), Limits())
    bugs = [
        (problem.document, "NameError" in problem.detail)
        for problem in submission.reading.problems
        if problem.code == "internal_error"
    ]
    assert bugs == [("accordo.docx", True)]
    assert [document.path for document in submission.reading.documents if document.status == "unreadable"] == [
        "accordo.docx"
    ]
    assert (campi(submission), submission.verdict) == ([5], "partial")
    # What was known of the agreement before the bug is kept.
    kept = stage in {"find_parties", "find_terms"}
    assert [protocollo.kind.value for protocollo in submission.reading.protocolli] == (
        ["protocollo_intesa"] if kept else []
    )
