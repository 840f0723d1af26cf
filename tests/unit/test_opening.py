"""Opening a message: every layer, every name, every defect a value."""

import base64
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO

import pytest

from config.limits import Limits
from config.vocabulary import MessageKind, ProblemCode
from ingest.model import FileRole
from ingest.opening import open_message
from jobs.demo.build import archive, mail, pec

DATE = datetime(2015, 12, 1, 9, 30, tzinfo=UTC)
SENDER = "protocollo.prefcr@pec.interno.it"


def paths(original: bytes, limits: Limits | None = None) -> list[str]:
    return [file.path for file in open_message(original, limits or Limits()).files]


def simple(files: dict[str, bytes], **options: str) -> bytes:
    return mail(SENDER, "Schede", "Buongiorno.", files, date=DATE, **options)  # type: ignore[arg-type]


def raw(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("latin-1")


def one_part(*part_headers: str, content: str = "contenuto") -> bytes:
    return raw(
        "From: a@b.example",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="x"',
        "",
        "--x",
        *part_headers,
        "",
        content,
        "--x--",
        "",
    )


class TestLayers:
    def test_a_pec_envelope_is_opened_and_its_notice_is_no_content(self) -> None:
        inner = simple({"scheda.docx": b"x"})
        opened = open_message(pec(inner, SENDER, "Schede", date=DATE), Limits())
        content = {file.path for file in opened.files if file.role is not FileRole.ENVELOPE}
        assert content == {"postacert.eml/(body)", "postacert.eml/scheda.docx"}
        assert opened.headers.sender.address == SENDER
        assert [layer.transport for layer in opened.layers] == [True, False]

    def test_s33_a_pec_without_daticert_is_opened_too(self) -> None:
        opened = open_message(pec(simple({"a.pdf": b"x"}), SENDER, "x", date=DATE, daticert=False), Limits())
        assert "postacert.eml/a.pdf" in [file.path for file in opened.files]

    def test_a_pec_in_a_pec(self) -> None:
        twice = pec(pec(simple({"a.pdf": b"x"}), SENDER, "x", date=DATE), "altro@pec.example", "x", date=DATE)
        assert "postacert.eml/postacert.eml/a.pdf" in paths(twice)

    def test_s31_a_base64_message_inside_is_decoded(self) -> None:
        inner = base64.encodebytes(simple({"a.pdf": b"x"})).decode()
        headers = ('Content-Type: message/rfc822; name="postacert.eml"', "Content-Transfer-Encoding: base64")
        assert "postacert.eml/a.pdf" in paths(one_part(*headers, content=inner))

    def test_the_senders_own_file_named_like_an_envelopes_part_is_a_file(self) -> None:
        opened = open_message(simple({"daticert.xml": b"<a/>", "smime.p7s": b"x"}), Limits())
        assert [file.path for file in opened.files if file.role is FileRole.ATTACHMENT] == ["daticert.xml", "smime.p7s"]

    def test_s35_forwarded_mails_are_opened_three_deep_without_a_name(self) -> None:
        message = simple({"scheda.pdf": b"x"})
        for _ in range(3):
            outer = EmailMessage()
            outer["From"] = "a@b.example"
            outer.set_content("inoltro")
            outer.add_attachment(message, maintype="application", subtype="octet-stream", filename="m.eml")
            message = outer.as_bytes()
        assert "m.eml/m.eml/m.eml/scheda.pdf" in paths(message)

    def test_the_depth_limit_is_a_problem_and_not_the_end(self) -> None:
        message = simple({"scheda.pdf": b"x"})
        for _ in range(5):
            message = mail("a@b.example", "i", "x", {"m.eml": message, "accanto.pdf": b"y"}, date=DATE)
        opened = open_message(message, Limits(depth=2))
        assert ProblemCode.ARCHIVE_LIMIT in [problem.code for problem in opened.problems]
        assert "accanto.pdf" in [file.path for file in opened.files]

    def test_a_zip_in_a_zip(self) -> None:
        assert "a.zip/b.zip/scheda.pdf" in paths(simple({"a.zip": archive({"b.zip": archive({"x/scheda.pdf": b"x"})})}))

    def test_a_word_file_is_no_archive(self) -> None:
        package = archive({"[Content_Types].xml": b"", "word/document.xml": b""})
        assert "scheda.docx" in paths(simple({"scheda.docx": package}))


class TestArchives:
    def test_names_of_italian_windows_are_read_as_cp850(self) -> None:
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("ATTIVIT?.txt", b"x")
        packed = out.getvalue().replace(b"ATTIVIT?", "ATTIVITÀ".encode("cp850"))
        assert "a.zip/ATTIVITÀ.txt" in paths(simple({"a.zip": packed}))

    def test_s49_a_bomb_is_refused_before_it_is_inflated(self) -> None:
        bomb = BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("zeri.txt", b"\0" * 30_000_000)
        opened = open_message(simple({"bomba.zip": bomb.getvalue(), "accanto.pdf": b"x"}), Limits())
        assert [(p.code, p.document) for p in opened.problems] == [(ProblemCode.ARCHIVE_LIMIT, "bomba.zip/zeri.txt")]
        assert {"bomba.zip/zeri.txt", "accanto.pdf"} <= {file.path for file in opened.files}

    def test_too_many_entries(self) -> None:
        opened = open_message(
            simple({"a.zip": archive({f"{n}.txt": b"x" for n in range(20)})}), Limits(archive_entries=10)
        )
        assert opened.problems[0].code is ProblemCode.ARCHIVE_LIMIT

    def test_a_damaged_archive_is_kept_and_named(self) -> None:
        opened = open_message(simple({"a.zip": archive({"b.txt": b"contenuto" * 100})[:-30]}), Limits())
        assert [(p.code, p.document) for p in opened.problems] == [(ProblemCode.UNREADABLE_DOCUMENT, "a.zip")]

    def test_paths_cannot_leave_the_archive(self) -> None:
        assert paths(simple({"a.zip": archive({"../../etc/passwd": b"x", "..\\altro.txt": b"y"})}))[:2] == [
            "a.zip/passwd",
            "a.zip/altro.txt",
        ]


class TestNames:
    def test_s30_two_files_of_one_name_are_both_kept(self) -> None:
        message = EmailMessage()
        message.set_content("x")
        for content in (b"uno", b"due"):
            message.add_attachment(content, maintype="application", subtype="pdf", filename="scheda.pdf")
        opened = open_message(message.as_bytes(), Limits())
        files = [(file.path, file.filename, file.content) for file in opened.files if file.role is FileRole.ATTACHMENT]
        assert files == [("scheda.pdf", "scheda.pdf", b"uno"), ("scheda (2).pdf", "scheda.pdf", b"due")]

    @pytest.mark.parametrize(
        ("header", "name"),
        [
            ('attachment; filename="scheda.pdf"', "scheda.pdf"),
            ("attachment; filename*=utf-8''attivit%C3%A0.pdf", "attività.pdf"),
            ("attachment; filename*0*=utf-8''attivit%C3; filename*1*=%A0.pdf", "attività.pdf"),
            ('attachment; filename="=?utf-8?Q?attivit=C3=A0.pdf?="', "attività.pdf"),
            ("attachment; filename*=iso-8859-1''attivit%E0.pdf", "attività.pdf"),
            ('attachment; filename="..\\\\..\\\\scheda.pdf"', "scheda.pdf"),
            ('attachment; filename="/etc/scheda.pdf"', "scheda.pdf"),
            ("attachment; filename=scheda uno.pdf", "scheda uno.pdf"),
            ('attachment; filename="scheda.pdf. "', "scheda.pdf"),
            ("attachment", "unnamed.pdf"),
        ],
    )
    def test_s39_names_in_every_form(self, header: str, name: str) -> None:
        (path,) = paths(one_part("Content-Type: application/pdf", f"Content-Disposition: {header}"))
        assert path == name

    def test_a_name_of_raw_latin_1_bytes(self) -> None:
        (path,) = paths(one_part('Content-Type: application/pdf; name="attivit\xe0.pdf"'))
        assert path == "attività.pdf"

    def test_a_very_long_name_keeps_its_suffix(self) -> None:
        (path,) = paths(one_part(f'Content-Type: application/pdf; name="{"a" * 400}.pdf"'))
        assert path.endswith(".pdf")
        assert len(path) < 200


class TestBodies:
    def test_plain_text_is_preferred_over_its_html_twin(self) -> None:
        opened = open_message(
            mail(SENDER, "x", "testo del messaggio", date=DATE, html="<p>testo del messaggio</p>"), Limits()
        )
        (body,) = opened.files
        assert (body.path, body.content.strip(), body.declared_type) == (
            "(body)",
            b"testo del messaggio",
            "text/plain; charset=utf-8",
        )

    def test_html_wins_over_a_stub(self) -> None:
        rich = "<p>" + "parola " * 50 + "</p>"
        (body,) = open_message(mail(SENDER, "x", "Messaggio HTML.", date=DATE, html=rich), Limits()).files
        assert body.declared_type.startswith("text/html")

    @pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "x-sconosciuto"])
    def test_s38_accents_survive_wrong_and_unknown_charsets(self, charset: str) -> None:
        text = "attività è più".encode("utf-8" if charset in {"utf-8", "x-sconosciuto"} else "windows-1252")
        message = (
            f"From: a@b.example\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: "
            f"8bit\r\n\r\n".encode()
            + text
        )
        (body,) = open_message(message, Limits()).files
        assert body.content.decode() == "attività è più"

    def test_one_bad_character_in_base64_loses_nothing(self) -> None:
        content = base64.b64encode(b"%PDF-1.4 " + b"a" * 90).decode()
        (file,) = open_message(
            one_part(
                "Content-Type: application/pdf",
                "Content-Transfer-Encoding: base64",
                content=content[:40] + "!" + content[40:],
            ),
            Limits(),
        ).files
        assert file.content.startswith(b"%PDF-1.4 aaa")


class TestNoise:
    @pytest.mark.parametrize(
        "kind",
        ["accettazione", "non-accettazione", "avvenuta-consegna", "errore-consegna", "rilevazione-virus", "mai-vista"],
    )
    def test_s32_pec_receipts_are_known_by_their_header(self, kind: str) -> None:
        inner = simple({"scheda.docx": b"x"})
        message = mail(
            "posta-certificata@p.example",
            "x",
            "ricevuta",
            {"postacert.eml": inner},
            date=DATE,
            headers={"X-Ricevuta": kind},
        )
        assert open_message(message, Limits()).noise is MessageKind.RECEIPT

    def test_the_subject_never_decides(self) -> None:
        assert (
            open_message(
                mail(SENDER, "POSTA CERTIFICATA: Notifica di mancata consegna", "x", date=DATE), Limits()
            ).noise
            is None
        )

    @pytest.mark.parametrize(
        "header", [{"Auto-Submitted": "auto-replied"}, {"X-Autoreply": "yes"}, {"Precedence": "auto_reply"}]
    )
    def test_automatic_replies(self, header: dict[str, str]) -> None:
        assert (
            open_message(mail(SENDER, "x", "assente", date=DATE, headers=header), Limits()).noise
            is MessageKind.AUTO_REPLY
        )

    def test_precedence_bulk_alone_is_no_noise(self) -> None:
        assert (
            open_message(
                mail(SENDER, "x", "testo", date=DATE, headers={"Precedence": "bulk", "Auto-Submitted": "no"}), Limits()
            ).noise
            is None
        )

    def test_delivery_reports(self) -> None:
        report = raw(
            "From: MAILER-DAEMON@x.example",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
            "",
            "--x",
            "",
            "ciao",
            "--x--",
        )
        assert open_message(report, Limits()).noise is MessageKind.RECEIPT


@pytest.mark.parametrize(
    "original",
    [
        b"",
        b"\x00\x01\x02",
        b"garbage",
        b"Subject: x",
        b"Content-Type: multipart/mixed\r\n\r\ntesto",
        b"From: \xff\xfe\r\nDate: mai\r\n\r\nx",
        b"\r\n\r\n",
        b"From : x\n y\n\n",
    ],
)
def test_s37_malformed_mail_opens_all_the_same(original: bytes) -> None:
    open_message(original, Limits())


def test_s41_deep_mime_nesting_is_survived() -> None:
    message = b"Content-Type: text/plain\r\n\r\nfondo"
    for number in range(300):
        boundary = f"b{number}".encode()
        message = (
            b"Content-Type: multipart/mixed; boundary="
            + boundary
            + b"\r\n\r\n--"
            + boundary
            + b"\r\n"
            + message
            + b"\r\n--"
            + boundary
            + b"--\r\n"
        )
    open_message(message, Limits())


def test_s42_dates_are_aware_or_absent() -> None:
    for value, expected in [
        ("Tue, 01 Dec 2015 10:00:00 +0100", datetime(2015, 12, 1, 9, tzinfo=UTC)),
        ("Tue, 01 Dec 2015 10:00:00", datetime(2015, 12, 1, 10, tzinfo=UTC)),
        ("Mon, 01 Jan 1601 00:00:00 +0000", None),
        ("domani", None),
    ]:
        assert open_message(f"Date: {value}\r\n\r\nx".encode(), Limits()).headers.date == expected
