"""Archives, Outlook's formats, uuencoded text and names: every file comes out under a safe and recognisable name."""

import bz2
import gzip
import lzma
import struct
from binascii import b2a_uu
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from config.limits import Limits
from config.vocabulary import ProblemCode
from ingest.envelopes import sevenzip
from ingest.model import OpenedMessage
from ingest.opening import open_message
from jobs.demo.build import archive, mail
from tests.specimens.envelopes import DATE, tarred
from tests.specimens.outlook import message_tree, msg, tnef

FILES = {"scheda attività.docx": b"uno", "cartella/CITTÀ.pdf": b"%PDF-1.4 due"}
NAMES = ["CITTÀ.pdf", "scheda attività.docx"]


def opened(files: dict[str, bytes], limits: Limits | None = None, text: str = "In allegato.") -> OpenedMessage:
    return open_message(mail("a@b.example", "x", text, files, date=DATE), limits or Limits())


def names(found: OpenedMessage) -> list[str]:
    return sorted(file.filename for file in found.files if file.role == "attachment")


def codes(found: OpenedMessage) -> list[str]:
    return [problem.code for problem in found.problems]


ARCHIVES = {
    "zip": archive(FILES),
    "tar": tarred(FILES),
    "tar.gz": tarred(FILES, "gz"),
    "tar.bz2": tarred(FILES, "bz2"),
    "tar.xz": tarred(FILES, "xz"),
    "zip in tar.gz in zip": archive({"a.tgz": tarred({"b.zip": archive(FILES)}, "gz")}),
}


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("name", ["dati.bin", "dati.pdf", "dati"])
def test_every_archive_is_known_by_its_content(kind: str, name: str) -> None:
    found = opened({name: ARCHIVES[kind]})
    assert names(found) == NAMES
    assert [file.content for file in found.files if file.filename.endswith(".docx")] == [b"uno"]
    assert codes(found) == []


@pytest.mark.parametrize(("compress", "suffix"), [(gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")])
def test_one_compressed_file(compress, suffix: str) -> None:  # type: ignore[no-untyped-def]
    (file,) = [f for f in opened({f"scheda.pdf.{suffix}": compress(b"%PDF-1.4 uno")}).files if f.role == "attachment"]
    assert (file.path, file.content) == (f"scheda.pdf.{suffix}/scheda.pdf", b"%PDF-1.4 uno")


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
@pytest.mark.parametrize(
    "limit", [{"archive_entries": 1}, {"inflated_bytes": 10}, {"file_bytes": 10_000, "inflated_bytes": 5}]
)
def test_s49_limits_hold_in_every_archive(kind: str, limit: dict[str, Any]) -> None:
    found = opened({f"dati.{kind}": ARCHIVES[kind], "accanto.txt": b"z"}, Limits(**limit))
    assert ProblemCode.ARCHIVE_LIMIT in codes(found)
    assert "accanto.txt" in names(found)


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_s49_a_compressed_bomb(compress) -> None:  # type: ignore[no-untyped-def]
    found = opened({"bomba.gz": compress(bytes(60_000_000)), "accanto.txt": b"z"})
    assert codes(found) == [ProblemCode.ARCHIVE_LIMIT]
    assert names(found) == ["accanto.txt", "bomba.gz"]


@pytest.mark.parametrize("kind", ["tar.gz", "tar.bz2", "zip"])
@pytest.mark.parametrize("cut", [20, 60, -30])
def test_a_damaged_archive_is_kept_and_named(kind: str, cut: int) -> None:
    content = ARCHIVES[kind][:cut]
    found = opened({"rotto.dat": content, "accanto.txt": b"z"})
    assert "accanto.txt" in names(found)
    if "rotto.dat" in names(found) and not content.startswith(b"PK"):
        assert codes(found) == [ProblemCode.UNREADABLE_DOCUMENT]


def test_without_the_library_the_archive_is_kept_and_the_remedy_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from config.errors import DocumentError

    def missing() -> None:
        raise DocumentError(sevenzip._REMEDY)

    monkeypatch.setattr(sevenzip, "_library", missing)
    found = opened({"a.7z": b"7z\xbc\xaf\x27\x1c" + bytes(100), "accanto.txt": b"z"})
    assert names(found) == ["a.7z", "accanto.txt"]
    assert "apt-get install libarchive13" in found.problems[0].detail


class TestOutlook:
    def test_s36_winmail_dat(self) -> None:
        found = opened({"winmail.dat": tnef(FILES, body="In allegato.")})
        assert names(found) == NAMES
        assert [file.path for file in found.files if file.role == "body"] == ["(body)"]

    def test_s36_its_text_counts_where_the_mail_has_none(self) -> None:
        found = opened({"winmail.dat": tnef({}, body="Scheda 7: così è.")}, text="")
        assert [(f.path, f.content.decode()) for f in found.files] == [("(body)", "Scheda 7: così è.")]

    def test_s36_text_in_rtf(self) -> None:
        found = opened({"winmail.dat": tnef({}, rtf=b"{\\rtf1\\ansi Scheda 7: cos\\'ec \\'e8.}")}, text="")
        assert [(f.declared_type, f.role) for f in found.files] == [("application/rtf", "body")]

    @pytest.mark.parametrize("cut", [5, 40, 200])
    def test_s36_a_damaged_one_is_kept_with_the_reason(self, cut: int) -> None:
        found = opened({"winmail.dat": tnef(FILES, body="x" * 100)[:cut], "accanto.txt": b"z"})
        assert "accanto.txt" in names(found)
        assert "winmail.dat" in names(found) or set(codes(found)) <= {ProblemCode.UNREADABLE_DOCUMENT}

    def test_s36_one_that_would_take_all_memory_ends_its_child_only(self) -> None:
        # A property that claims two thousand million values.
        hostile = tnef({}, body="x" * 20).replace(
            struct.pack("<HHI", 0x001F, 0x1000, 1), struct.pack("<HHI", 0x101F, 0x1000, 2_000_000_000)
        )
        found = opened(
            {"winmail.dat": hostile, "accanto.txt": b"z"}, Limits(memory_bytes=512 * 1024 * 1024, message_seconds=60)
        )
        assert "accanto.txt" in names(found)

    def test_a_message_with_a_message_in_it(self) -> None:
        inner = message_tree(
            subject="Scheda",
            body="Testo.",
            files={"scheda.docx": b"uno"},
            sender=("Comune", "c@comune.example"),
            embedded=True,
        )
        found = opened(
            {"inoltro.msg": msg(subject="I: Scheda", files={"altro.pdf": b"%PDF"}, inside={"Scheda": inner})}
        )
        assert [file.path for file in found.files if file.role == "attachment"] == [
            "inoltro.msg/altro.pdf",
            "inoltro.msg/Scheda.msg/scheda.docx",
        ]
        assert [layer.headers.sender.address for layer in found.layers] == ["a@b.example", "", "c@comune.example"]

    def test_narrow_strings_have_the_code_page_of_the_message(self) -> None:
        found = opened({"m.msg": msg(subject="Città", body="Così è.", files={"attività.docx": b"uno"}, wide=False)})  # type: ignore[dict-item]
        assert "attività.docx" in names(found)
        assert "Così è." in [file.content.decode() for file in found.files]

    def test_transport_headers_name_the_sender(self) -> None:
        headers = (
            "Received: x\r\nFrom: =?utf-8?q?Citt=C3=A0?= <p@interno.example>\r\nContent-Type: multipart/mixed; "
            "boundary=x\r\n"
        )
        found = opened({"m.msg": msg(subject="x", body="y", headers=headers)})  # type: ignore[dict-item]
        assert found.layers[-1].headers.sender.address == "p@interno.example"

    def test_a_word_file_is_no_message(self) -> None:
        from tests.specimens.outlook import compound

        assert names(opened({"a.doc": compound({"WordDocument": b"x" * 5000})})) == ["a.doc"]

    def test_a_damaged_message(self) -> None:
        content = msg(subject="x", body="y" * 3000, files={"a.docx": b"z" * 9000})
        assert isinstance(content, bytes)
        found = opened({"m.msg": content[:1500], "accanto.txt": b"z"})
        assert "accanto.txt" in names(found)


def uuencoded(name: str, content: bytes, *, padded: bool = False) -> str:
    lines = [b2a_uu(content[i : i + 45]).decode() for i in range(0, len(content), 45)]
    text = "".join(line.rstrip("\n") + ("  \n" if padded else "\n") for line in lines)
    return f"begin 644 {name}\n{text}`\nend\n"


@pytest.mark.parametrize("padded", [False, True])
def test_uuencoded_text(padded: bool) -> None:
    content = bytes(range(256)) * 3
    found = opened(
        {},
        text="Prima.\n\n" + uuencoded("scheda prova.doc", content, padded=padded) + "\nDopo: begin 644 in una frase.\n",
    )
    assert [(f.path, f.content) for f in found.files if f.role == "attachment"] == [("scheda prova.doc", content)]
    body = next(f.content.decode() for f in found.files if f.role == "body")
    assert "Prima." in body
    assert "Dopo: begin 644" in body
    assert found.problems == ()


def test_pictures_of_the_text_are_kept_apart_from_files() -> None:
    message = EmailMessage(policy=SMTP)
    message.set_content("<p>Testo</p><img src='cid:a'>", subtype="html")
    message.add_related(b"\x89PNG", "image", "png", cid="<a>")
    message.add_related(b"%PDF-1.4", "application", "pdf", filename="scheda.pdf", disposition="attachment")
    roles = {file.filename: file.role for file in open_message(message.as_bytes(), Limits()).files}
    assert roles["unnamed.png"] == "inline"
    assert roles["scheda.pdf"] == "attachment"


@pytest.mark.parametrize(
    "header",
    [
        "filename*0*=UTF-8''scheda%20attivit%C3; filename*1*=%A0.docx",
        "filename*=iso-8859-1'it'scheda%20attivit%E0.docx",
        'filename="=?utf-8?Q?scheda_attivit=C3=A0.docx?="',
        'filename="=?utf-8?B?c2NoZWRhIGF0dGl2aXTDoC5kb2N4?="',
        'filename="=?iso-8859-1?Q?scheda_attivit=E0?= =?iso-8859-1?Q?.docx?="',
        'filename="C:\\\\Documenti\\\\scheda attività.docx"',
        'filename="../../etc/scheda attività.docx"',
        'filename="scheda attività.docx "',
        "filename*=UTF-8''scheda%20attivit%C3%A0.docx; filename=scheda.docx",
        "filename=scheda attività.docx",
    ],
)
def test_s39_names_in_broken_forms_stay_recognisable(header: str) -> None:
    original = (
        "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {header}\r\n\r\nuno\r\n--x--\r\n"
    ).encode()
    (file,) = open_message(original, Limits()).files
    assert file.filename in {"scheda attività.docx", "scheda"}
    assert "/" not in file.path


def test_s30_one_name_thrice() -> None:
    message = EmailMessage(policy=SMTP)
    for content in (b"uno", b"due", archive({"x.txt": b"tre"})):
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename="scheda.pdf")
    found = open_message(message.as_bytes(), Limits())
    assert [file.path for file in found.files] == ["scheda.pdf", "scheda (2).pdf", "scheda (3).pdf/x.txt"]
