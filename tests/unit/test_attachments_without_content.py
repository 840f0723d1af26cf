"""Attachments that came without what was attached (b05), encrypted (b06), as mails under other names (b07), and
droppings (b08).
"""

import base64

import pytest

from config.limits import Limits
from config.vocabulary import DocumentStatus, MessageKind, MessageState, ProblemCode
from jobs.demo.build import archive, docx, mail, paragraphs
from jobs.pipeline import read_submission
from store.model import Submission
from tests.specimens.envelopes import DATE

OFFICE = "prefettura.biella@interno.it"
SCHEDA = docx(
    paragraphs(
        "# Scheda 7 - Volontariato\n\nOgni giovedì dodici richiedenti asilo puliscono come volontari i giardini "
        "pubblici e gli argini del Cervo."
    )
)
PRACTICE = (
    "Dodici volontari accompagnano ogni giovedì gli ospiti dei centri negli uffici comunali e negli ambulatori "
    "della città."
)
EMPTY, MISSING, ENCRYPTED = ProblemCode.EMPTY_ATTACHMENT, ProblemCode.MISSING_ATTACHMENT, ProblemCode.ENCRYPTED_DOCUMENT
Codes = set[tuple[str, str | None]]


def read(original: bytes) -> Submission:
    return read_submission(original, Limits())


def with_files(files: dict[str, bytes], text: str = "Come da accordi.") -> bytes:
    return mail(OFFICE, "Buone pratiche", text, files, date=DATE)


def with_part(head: str, content: str = "", text: str = "Come da accordi.") -> bytes:
    return (
        f"From: {OFFICE}\r\nSubject: Buone pratiche\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
        f"boundary=cc\r\n\r\n--cc\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--cc\r\n{head}\r\n\r\n{content}\r\n--cc--\r\n"
    ).encode()


def codes(found: Submission) -> Codes:
    return {(problem.code, problem.document) for problem in (*found.problems, *found.reading.problems)}


def status(found: Submission, name: str) -> DocumentStatus:
    return next(document.status for document in found.reading.documents if document.filename == name)


class TestEmptied:
    @pytest.mark.parametrize(
        "content", [b"", bytes(4096), b" \r\n\r\n"], ids=["no byte", "zeros of a cloud folder", "blanks"]
    )
    @pytest.mark.parametrize("name", ["scheda.pdf", "scheda", "scheda.docx.p7m", "schede.zip"])
    def test_b05_a_file_that_holds_nothing_is_named(self, name: str, content: bytes) -> None:
        found = read(with_files({name: content}))
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.PARTIAL)
        assert {(EMPTY, name), (MISSING, name)} <= codes(found)
        assert status(found, name) is DocumentStatus.UNREADABLE

    def test_b05_what_lies_beside_it_is_read(self) -> None:
        found = read(with_files({"vuoto.pdf": b"", "scheda.docx": SCHEDA}))
        assert [scheda.campo for scheda in found.reading.schede] == [7]
        assert found.verdict is MessageState.PARTIAL

    def test_b05_in_an_archive_and_in_outlooks_wrapping(self) -> None:
        from tests.specimens.outlook import tnef

        found = read(
            with_files(
                {
                    "a.zip": archive({"cartella/scheda.pdf": b"", "scheda.docx": SCHEDA}),
                    "winmail.dat": tnef({"due.doc": b""}),
                }
            )
        )
        assert {(EMPTY, "a.zip/scheda.pdf"), (EMPTY, "winmail.dat/due.doc")} <= codes(found)
        assert [scheda.campo for scheda in found.reading.schede] == [7]

    def test_b05_many_are_one_gap_of_the_mail(self) -> None:
        found = read(with_files({f"scheda{n}.pdf": b"" for n in range(9)}))
        (missing,) = [problem for problem in found.problems if problem.code is MISSING]
        assert "and 4 more" in missing.detail

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            (
                "deleted0.txt",
                "The attachment scheda5.pdf has been removed by the mail gateway because of the security policy.",
            ),
            ("scheda.pdf", "L'allegato è stato eliminato dall'antivirus: il file conteneva una minaccia."),
            (
                "AvvisoVirus.html",
                "<html><body><p>Il file <b>scheda.docm</b> è stato messo in quarantena dal filtro "
                "antispam.</p></body></html>",
            ),
            ("ATT00001.txt", "This attachment was removed."),
            ("scheda.docx", "ATP Safe Attachments: this attachment is being scanned. Scan in progress."),
            ("scheda.zip", "L'allegato è in attesa di scansione e sarà consegnato al termine."),
        ],
    )
    def test_b05_a_notice_in_place_of_a_file_is_no_document(self, name: str, text: str) -> None:
        found = read(with_files({name: text.encode()}))
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.PARTIAL)
        assert (MISSING, name) in codes(found)

    @pytest.mark.parametrize(
        "head",
        [
            'Content-Type: text/x-moz-deleted; name="Deleted: scheda.pdf"\r\nX-Mozilla-Altered: AttachmentDeleted; '
            'date="x"',
            'Content-Type: application/pdf; name="scheda.pdf"\r\nX-Mozilla-Altered: AttachmentDetached; date="x"\r\n'
            "X-Mozilla-External-Attachment-URL: file:///C:/schede/scheda.pdf",
            'Content-Type: message/external-body; access-type=local-file; name="scheda.pdf"',
            'Content-Type: application/pdf; name="scheda.pdf"\r\nX-Apple-Content-Length: 48211',
        ],
        ids=["deleted", "detached", "external-body", "left out by Apple Mail"],
    )
    def test_b05_a_part_whose_file_was_taken_off(self, head: str) -> None:
        body = (
            ""
            if "X-Apple" in head
            else "You deleted an attachment from this message. The original MIME headers for the attachment were:"
        )
        found = read(with_part(head, body))
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.PARTIAL)
        assert (MISSING, "scheda.pdf") in codes(found)

    def test_b05_a_side_file_of_macos_without_its_file(self) -> None:
        head = 'Content-Type: application/applefile; name="scheda.pdf"\r\nContent-Transfer-Encoding: base64'
        found = read(with_part(head, base64.b64encode(b"\x00\x05\x16\x07" + bytes(80)).decode()))
        assert found.kind is MessageKind.SUBMISSION
        assert MISSING in {code for code, _ in codes(found)}

    def test_b05_a_note_of_a_filter_in_the_text_of_the_mail(self) -> None:
        found = read(with_files({}, "Buongiorno.\n\nL'allegato scheda.pdf è stato rimosso dal sistema antivirus.\n"))
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.PARTIAL)
        assert (MISSING, "(body)") in codes(found)

    def test_b05_a_note_of_a_filter_below_a_long_letter(self) -> None:
        text = "Si comunica quanto segue in merito alle attività svolte. " * 90
        found = read(
            with_files({}, f"{text}\n\nIl file scheda5.docx è stato rimosso dal filtro antivirus del gateway.\n")
        )
        assert (MISSING, "(body)") in codes(found)

    @pytest.mark.parametrize(
        ("name", "content"),
        [("ATT00001.txt", b""), ("ATT00002.htm", b"<html><body><br>\r\n</body></html>"), ("ATT00003.txt", b"\r\n")],
    )
    def test_b05_the_empty_texts_of_exchange_are_nobodys_problem(self, name: str, content: bytes) -> None:
        found = read(with_files({"scheda.docx": SCHEDA, name: content}))
        assert codes(found) == set()
        assert (status(found, name), found.verdict) == (DocumentStatus.SKIPPED, MessageState.DONE)

    @pytest.mark.parametrize(
        "text",
        [
            "Scheda 7\n\nI volontari del comune aiutano gli ospiti. I documenti scaduti sono stati sostituiti da "
            "tessere nuove per tutti.",
            "Scheda 1\n\nLe barriere sono state rimosse e gli sportelli aprono ogni giovedì mattina con due "
            "interpreti.",
        ],
    )
    def test_b05_a_text_that_speaks_of_removing_is_read(self, text: str) -> None:
        found = read(with_files({"scheda.txt": text.encode()}))
        assert len(found.reading.schede) == 1
        assert MISSING not in {code for code, _ in codes(found)}


ARMOUR = (
    "-----BEGIN PGP MESSAGE-----\nVersion: GnuPG v2\n\nhQEMA9876543210ZYXWVUTS\nabcdABCD0123456789efgh==\n=wxyz\n"
    "-----END PGP MESSAGE-----\n"
)
#: A session key for one key (version 3, RSA), then protected data.
BINARY = b"\x85\x00\x0c\x03" + bytes(8) + b"\x01\xff\xff" + b"\xd2\x20" + bytes(32)
BY_PASSPHRASE = b"\x8c\x0d\x04\x09\x03\x08" + bytes(9) + b"\xd2\x20" + bytes(32)


class TestPgp:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("scheda.docx.asc", ARMOUR.encode()),
            ("scheda.pgp", BINARY),
            ("scheda.docx.gpg", BY_PASSPHRASE),
            ("scheda.dat", b"\r\n" + ARMOUR.encode()),
        ],
    )
    def test_b06_an_encrypted_file(self, name: str, content: bytes) -> None:
        found = read(with_files({name: content}))
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.PARTIAL)
        assert (ENCRYPTED, name) in codes(found)
        assert status(found, name) is DocumentStatus.ENCRYPTED

    def test_b06_an_encrypted_block_in_the_text(self) -> None:
        found = read(with_files({}, ARMOUR))
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.FAILED)
        assert (ENCRYPTED, "encrypted.asc") in codes(found)

    def test_b06_words_around_it_stay_the_text(self) -> None:
        found = read(with_files({}, f"Scheda 7\n\n{PRACTICE}\n\n{ARMOUR}"))
        assert [scheda.campo for scheda in found.reading.schede] == [7]
        assert (ENCRYPTED, "encrypted.asc") in codes(found)

    def test_b06_a_whole_encrypted_mail(self) -> None:
        head = (
            f"From: {OFFICE}\r\nSubject: Schede\r\nContent-Type: multipart/encrypted; "
            f'protocol="application/pgp-encrypted"; boundary="ee"\r\n\r\n'
        )
        parts = (
            f"{head}--ee\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--ee\r\nContent-Type: "
            f"application/octet-stream\r\n\r\n{ARMOUR}--ee--\r\n"
        )
        found = read(parts.encode())
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.FAILED)
        assert ENCRYPTED in {code for code, _ in codes(found)}

    def test_b06_a_mail_encrypted_by_smime(self) -> None:
        from asn1crypto import cms, core

        data = cms.EnvelopedData(
            {
                "version": "v0",
                "recipient_infos": [],
                "encrypted_content_info": {
                    "content_type": "data",
                    "content_encryption_algorithm": {
                        "algorithm": "aes256_cbc",
                        "parameters": core.OctetString(bytes(16)),
                    },
                    "encrypted_content": bytes(64),
                },
            }
        )
        content = base64.b64encode(cms.ContentInfo({"content_type": "enveloped_data", "content": data}).dump()).decode()
        head = (
            f"From: {OFFICE}\r\nSubject: Schede\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; "
            f"smime-type=enveloped-data; name=smime.p7m"
        )
        found = read(f"{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n{content}\r\n".encode())
        assert (found.kind, found.verdict) == (MessageKind.SUBMISSION, MessageState.FAILED)
        assert codes(found) >= {(ENCRYPTED, "smime.p7m")}
        assert status(found, "smime.p7m") is DocumentStatus.ENCRYPTED

    def test_b06_a_signed_clear_text_is_read(self) -> None:
        text = (
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nScheda 7\n\n- - "
            + PRACTICE
            + "\n-----BEGIN PGP SIGNATURE-----\n\niQEc\n=ab\n-----END PGP SIGNATURE-----\n"
        )
        found = read(with_files({}, text))
        (scheda,) = found.reading.schede
        assert scheda.campo == 7
        assert "PGP" not in scheda.description
        assert "iQEc" not in scheda.description
        assert not {code for code, _ in codes(found)} & {ENCRYPTED, MISSING}

    @pytest.mark.parametrize("name", ["scheda.txt.asc", "scheda.asc", "scheda"])
    def test_b06_a_signed_clear_text_as_a_file(self, name: str) -> None:
        text = (
            f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nScheda 7\n\n{PRACTICE}\n-----BEGIN PGP "
            f"SIGNATURE-----\n\niQEc\n-----END PGP SIGNATURE-----\n"
        )
        found = read(with_files({name: text.encode()}))
        (scheda,) = found.reading.schede
        assert scheda.description.startswith("Dodici volontari")
        assert "iQEc" not in scheda.description
        assert found.verdict is MessageState.DONE

    def test_b06_a_signature_beside_the_files_is_no_document_to_read(self) -> None:
        found = read(
            with_files(
                {
                    "scheda.docx": SCHEDA,
                    "signature.asc": b"-----BEGIN PGP SIGNATURE-----\n\niQEc\n-----END PGP SIGNATURE-----\n",
                }
            )
        )
        assert status(found, "signature.asc") is DocumentStatus.SKIPPED
        assert found.verdict is MessageState.DONE


class TestMailsUnderOtherNames:
    @pytest.mark.parametrize("name", ["inoltro.msg", "inoltro.txt", "messaggio.dat", "messaggio", "Buone pratiche.pdf"])
    @pytest.mark.parametrize("before", [b"", b"\r\n\r\n", b"\xef\xbb\xbf"])
    def test_b07_a_mail_is_opened_whatever_its_name(self, name: str, before: bytes) -> None:
        inner = mail("comune@comune.example", "Scheda", "Si allega.", {"scheda.docx": SCHEDA}, date=DATE)
        found = read(with_files({name: before + inner}))
        assert [(scheda.campo, scheda.document.rpartition("/")[2]) for scheda in found.reading.schede] == [
            (7, "scheda.docx")
        ]

    def test_b07_in_an_archive(self) -> None:
        inner = mail("comune@comune.example", "Scheda", "Si allega.", {"scheda.docx": SCHEDA}, date=DATE)
        assert [s.campo for s in read(with_files({"posta.zip": archive({"uno": inner})})).reading.schede] == [7]

    @pytest.mark.parametrize(
        "head",
        [
            "Oggetto: buone pratiche\nData: 1 dicembre 2015\n\n",
            "Oggetto: Scheda 7\n",
            "From: noi\nA: voi\n\n",
            "Ente: Comune\nReferente: Rossi\nTo: tutti\n\n",
        ],
    )
    def test_b07_a_text_that_begins_like_a_header_is_a_text(self, head: str) -> None:
        text = f"{head}Scheda 7\n\nDodici volontari accompagnano gli ospiti ogni giovedì negli uffici della città."
        found = read(with_files({"scheda.txt": text.encode()}))
        assert [document.path for document in found.reading.documents if document.filename == "scheda.txt"] == [
            "scheda.txt"
        ]
        assert status(found, "scheda.txt") is DocumentStatus.READ

    def test_b07_a_file_of_many_mails(self) -> None:
        inner = [
            mail("comune@comune.example", f"Scheda {n}", "Si allega.", {f"scheda{n}.docx": SCHEDA}, date=DATE)
            for n in (1, 2)
        ]
        box = b"".join(b"From comune@comune.example Tue Dec  1 10:30:00 2015\r\n" + one + b"\r\n" for one in inner)
        found = read(with_files({"Posta inviata": box}))
        assert {d.path.rpartition("/")[2] for d in found.reading.documents} >= {"scheda1.docx", "scheda2.docx"}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DROPPINGS = {
    "__MACOSX/schede/._scheda.docx": b"\x00\x05\x16\x07\x00\x02\x00\x00" + bytes(100),
    "schede/.DS_Store": b"\x00\x00\x00\x01Bud1" + bytes(6000),
    "Thumbs.db": OLE + bytes(4000),
    "schede/desktop.ini": b"[.ShellClassInfo]\r\nIconFile=x.ico\r\n",
    "~$scheda.docx": b"\x06Franco" + bytes(155),
    ".~lock.scheda.odt#": b",utente,pc,01.12.2015 10:30,file:///home/utente;",
    "~WRL0003.tmp": bytes(200),
    "Icon\r": b"",
}


class TestDroppings:
    @pytest.mark.parametrize("wrapped", [True, False], ids=["in an archive", "attached"])
    def test_b08_droppings_are_noted_and_nobodys_problem(self, wrapped: bool) -> None:
        files = (
            {"schede/scheda.docx": SCHEDA} | DROPPINGS
            if wrapped
            else {"scheda.docx": SCHEDA} | {k.rpartition("/")[2].strip(): v for k, v in DROPPINGS.items()}
        )
        found = read(with_files({"schede.zip": archive(files)} if wrapped else files))
        assert [scheda.campo for scheda in found.reading.schede] == [7]
        assert codes(found) == set()
        assert found.verdict is MessageState.DONE
        skipped = [document for document in found.reading.documents if document.status is DocumentStatus.SKIPPED]
        assert len(skipped) == len(DROPPINGS)
        assert all(document.error for document in skipped)

    @pytest.mark.parametrize("name", ["._scheda.docx", "~$scheda.docx", "~WRL0001.tmp", "desktop.ini"])
    def test_b08_a_document_under_the_name_of_a_dropping_is_read(self, name: str) -> None:
        assert [scheda.campo for scheda in read(with_files({"a.zip": archive({name: SCHEDA})})).reading.schede] == [7]

    def test_b08_a_text_of_some_length_under_such_a_name_is_read(self) -> None:
        text = "Scheda 7\n\n" + "Dodici volontari accompagnano gli ospiti ogni giovedì negli uffici della città. " * 400
        assert status(read(with_files({"._scheda.txt": text.encode()})), "_scheda.txt") is DocumentStatus.READ
