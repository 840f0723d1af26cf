"""One reply in every envelope and format: the same schede, the same sender, the path that leads to the file."""

import base64
import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from config.limits import Limits
from config.vocabulary import Integrity
from jobs.demo.build import archive, docx, mail, pdf
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.envelopes import (
    DATE,
    detached,
    opaque_mail,
    pec_mail,
    rar,
    seven_zip,
    signed,
    tarred,
    time_stamped,
)
from tests.specimens.outlook import msg, tnef
from tests.specimens.seed import REPLY, styled

pytestmark = pytest.mark.service

OFFICE = "protocollo.prefcr@pec.interno.it"
PERSON = "mario.rossi@interno.it"
FORMATS = ("docx", "pdf", "doc")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, libreoffice: str) -> dict[str, bytes]:
    """The reply of the seed document in each format."""
    folder = tmp_path_factory.mktemp("reply")
    (folder / "scheda.docx").write_bytes(docx(styled(REPLY)))
    command = [
        libreoffice,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, str(folder / "scheda.docx")], check=True, capture_output=True, timeout=120)
    return {
        "docx": (folder / "scheda.docx").read_bytes(),
        "pdf": pdf(styled(REPLY)),
        "doc": (folder / "scheda.doc").read_bytes(),
    }


def ordinary(name: str, content: bytes, *, sender: str = OFFICE) -> bytes:
    return mail(sender, "Schede", "In allegato.", {name: content}, date=DATE)


def forwarded(content: bytes, name: str) -> bytes:
    """A colleague passes on the office's mail as an attachment."""
    outer = EmailMessage(policy=SMTP)
    outer["From"], outer["Subject"], outer["Date"] = PERSON, "I: Schede", "Tue, 01 Dec 2015 11:00:00 +0100"
    outer.set_content("Per competenza.")
    outer.add_attachment(
        ordinary(name, content), maintype="application", subtype="octet-stream", filename="originale.eml"
    )
    return outer.as_bytes()


def inline(name: str, content: bytes) -> bytes:
    text = (
        "Per competenza.\n\n-----Messaggio originale-----\nDa: Prefettura di Cremona "
        "[mailto:protocollo.prefcr@pec.interno.it]\n"
        "Inviato: martedì 1 dicembre 2015 09:30\nA: Buone pratiche\nOggetto: Schede\n\nIn allegato.\n"
    )
    return mail(PERSON, "I: Schede", text, {name: content}, date=DATE)


Envelope = Callable[[str, bytes], bytes]
ENVELOPES: dict[str, tuple[Envelope, str]] = {
    "ordinary": (ordinary, "{0}"),
    "PEC": (lambda n, c: pec_mail(ordinary(n, c), OFFICE), "postacert.eml/{0}"),
    "PEC with base64": (lambda n, c: pec_mail(ordinary(n, c), OFFICE, encoded=True), "postacert.eml/{0}"),
    "PEC without daticert": (lambda n, c: pec_mail(ordinary(n, c), OFFICE, data=None), "postacert.eml/{0}"),
    "PEC without end boundary": (lambda n, c: pec_mail(ordinary(n, c), OFFICE).rpartition(b"\r\n--firma")[0],
        "postacert.eml/{0}"),
    "PEC in PEC": (lambda n, c: pec_mail(pec_mail(ordinary(n, c), OFFICE), "altro@pec.example"),
        "postacert.eml/postacert.eml/{0}"),
    "p7m DER": (lambda n, c: ordinary(f"{n}.p7m", signed(c)), "{0}.p7m/{0}"),
    "p7m base64": (lambda n, c: ordinary(f"{n}.p7m", base64.encodebytes(signed(c))), "{0}.p7m/{0}"),
    "p7m double": (lambda n, c: ordinary(f"{n}.p7m.p7m", signed(base64.b64encode(signed(c)))), "{0}.p7m.p7m/{0}/{0}"),
    "p7s beside": (lambda n, c: mail(OFFICE, "Schede", "In allegato.", {n: c, f"{n}.p7s": detached(c)}, date=DATE),
        "{0}"),
    "tsd": (lambda n, c: ordinary(f"{n}.p7m.tsd", time_stamped(signed(c))), "{0}.p7m.tsd/{0}/{0}"),
    "zip": (lambda n, c: ordinary("dati.zip", archive({n: c})), "dati.zip/{0}"),
    "7z": (lambda n, c: ordinary("dati.7z", seven_zip({n: c})), "dati.7z/{0}"),
    "rar": (lambda n, c: ordinary("dati.rar", rar({n: c})), "dati.rar/{0}"),
    "tar.gz": (lambda n, c: ordinary("dati.tgz", tarred({n: c}, "gz")), "dati.tgz/dati.tar/{0}"),
    "zip in a p7m in a PEC": (lambda n, c: pec_mail(ordinary("d.zip.p7m", signed(archive({n: c}))), OFFICE),
        "postacert.eml/d.zip.p7m/d.zip/{0}"),
    "nested eml": (lambda n, c: mail(OFFICE, "Schede", "Inoltro.", {"a.eml": ordinary(n, c, sender=PERSON)}, date=DATE),
        "a.eml/{0}"),
    "forward inline": (inline, "{0}"),
    "forward attached": (lambda n, c: forwarded(c, n), "originale.eml/{0}"),
    "TNEF": (lambda n, c: mail(OFFICE, "Schede", "In allegato.", {"winmail.dat": tnef({n: c}, body="In allegato.")},
        date=DATE), "winmail.dat/{0}"),
    "msg": (
        lambda n, c: mail(PERSON, "I: Schede", "Inoltro.", {"m.msg": msg(subject="Schede", files={n: c},
            sender=("Prefettura", OFFICE))}, date=DATE),  # type: ignore[dict-item]
        "m.msg/{0}",
    ),
    "opaque signed": (
        lambda n, c: opaque_mail(mail(OFFICE, "Schede", "In allegato.", {n: c}, date=DATE), {"From": OFFICE,
            "Subject": "Schede"}),
        "smime.p7m/smime.eml/{0}",
    ),
    "no name": (lambda n, c: ordinary(n, c).replace(f'filename="{n}"'.encode(), b'x="y"'), ""),
}  # fmt: skip


def records(read: Submission) -> list[tuple[int, str, str | None, str]]:
    return [(s.campo, "".join(s.description.split()), s.prefettura, s.method) for s in read.reading.schede]


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_schede_come_out_of_every_envelope(envelope: str, kind: str, files: dict[str, bytes]) -> None:
    wrap, path = ENVELOPES[envelope]
    name = f"scheda.{kind}"
    bare = read_submission(ordinary(name, files[kind]), Limits())
    read = read_submission(wrap(name, files[kind]), Limits())
    assert [campo for campo, *_ in records(bare)] == [1, 7]
    assert records(read) == records(bare)
    assert read.reading.prefettura.sigla == "CR"
    assert (read.kind, read.verdict) == ("submission", "done")
    if path:
        assert {scheda.document for scheda in read.reading.schede} == {path.format(name)}
        assert {d.filename for d in read.reading.documents if d.path == path.format(name)} == {name}
    assert [signature for signature in read.signatures if signature.integrity is not Integrity.INTACT] == []


@pytest.mark.parametrize("wrap", ["bare", "PEC", "PEC in PEC", "msg", "TNEF", "forward attached"])
def test_a_reply_in_the_text_of_a_mail_comes_out_of_every_envelope(wrap: str) -> None:
    text = "\n\n".join(REPLY)
    plain = mail(OFFICE, "Schede", text, date=DATE)
    wrapped = {
        "bare": plain,
        "PEC": pec_mail(plain, OFFICE),
        "PEC in PEC": pec_mail(pec_mail(plain, OFFICE), "altro@pec.example"),
        "msg": mail(
            PERSON,
            "I: Schede",
            "",
            {"m.msg": msg(subject="Schede", body=text, sender=("Prefettura", OFFICE))},
            date=DATE,
        ),  # type: ignore[dict-item]
        "TNEF": mail(OFFICE, "Schede", "", {"winmail.dat": tnef({}, body=text)}, date=DATE),
        "forward attached": mail(PERSON, "I: Schede", "Per competenza.", {"o.eml": plain}, date=DATE),
    }[wrap]
    read, bare = read_submission(wrapped, Limits()), read_submission(plain, Limits())
    assert [campo for campo, *_ in records(bare)] == [1, 7]
    assert records(read) == records(bare)


def test_a_corrupt_file_in_a_chain_of_envelopes_names_the_whole_path(files: dict[str, bytes]) -> None:
    broken = pec_mail(
        ordinary("d.zip", archive({"rotto.docx": files["docx"][:200], "scheda.docx": files["docx"]})), OFFICE
    )
    read = read_submission(broken, Limits())
    assert read.verdict == "partial"
    found = (*read.problems, *read.reading.problems)
    assert [problem.document for problem in found if problem.code == "unreadable_document"] == [
        "postacert.eml/d.zip/rotto.docx"
    ]
    assert [campo for campo, *_ in records(read)] == [1, 7]


def test_the_specimens_of_outlook_are_what_its_own_tools_read(tmp_path: Path) -> None:
    import olefile
    from tnefparse import TNEF

    parsed = TNEF(tnef({"relazione è lunga.docx": b"abc"}, body="Testo"))
    assert [(a.long_filename().rstrip("\0"), a.data) for a in parsed.attachments] == [
        ("relazione è lunga.docx", b"abc")
    ]
    with olefile.OleFileIO(msg(subject="Schede", body="Testo", files={"a.docx": b"x" * 9000})) as ole:
        assert ole.openstream("__substg1.0_0037001F").read().decode("utf-16-le") == "Schede"
        assert len(ole.openstream("__attach_version1.0_#00000000/__substg1.0_37010102").read()) == 9000
