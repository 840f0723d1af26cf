"""Signatures over mails and files: checked on the exact bytes, reported, never a reason to refuse."""

import base64
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms as asn1_cms

from config.limits import Limits
from config.vocabulary import ProblemCode
from ingest.model import OpenedMessage
from ingest.opening import open_message
from jobs.demo.build import mail, paragraphs, pdf
from tests.specimens.envelopes import DATE, daticert, detached, pec_mail, signed, signed_mail, signed_pdf, time_stamped

OFFICE = "protocollo.prefcr@pec.interno.it"
INNER = mail(OFFICE, "Schede", "In allegato, com'è d'uso.", {"scheda.pdf": b"%PDF-1.4 contenuto"}, date=DATE)


def opened(original: bytes) -> OpenedMessage:
    return open_message(original, Limits())


def said(found: OpenedMessage) -> list[tuple[str, str, str]]:
    return [(signature.path, signature.form, signature.integrity) for signature in found.signatures]


class TestPec:
    def test_s31_what_the_provider_certifies_is_kept(self) -> None:
        (found,) = opened(pec_mail(INNER, OFFICE)).certifications
        assert (found.kind, found.sender, found.provider) == ("posta-certificata", OFFICE, "Gestore di Prova S.p.A.")
        assert found.certified_at == datetime(2015, 12, 1, 9, 31, 7, tzinfo=UTC)
        assert (found.identifier, found.message_id) == ("opec2829.20151201@pec.gestore.example", "<uno@interno.it>")
        assert found.integrity == "intact"

    @pytest.mark.parametrize("encoded", [False, True])
    @pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
    def test_the_signature_of_the_provider_verifies(self, encoded: bool, ends: bytes) -> None:
        found = opened(pec_mail(INNER, OFFICE, encoded=encoded).replace(b"\r\n", ends))
        assert said(found) == [("", "pec", "intact")]
        assert found.signatures[0].signer == "posta-certificata@pec.gestore.example"
        assert found.problems == ()

    @pytest.mark.parametrize("where", ["notice", "data", "inner mail"])
    def test_a_changed_byte_is_noticed_and_nothing_is_refused(self, where: str) -> None:
        original = pec_mail(INNER, OFFICE)
        encoded = base64.b64encode(daticert(OFFICE))[40:52]
        mark = {"notice": b"il messaggio", "data": encoded, "inner mail": b"In allegato"}[where]
        at = original.index(mark)
        found = opened(original[:at] + (b"X" if mark[:1] != b"X" else b"Y") + original[at + 1 :])
        assert [integrity for *_, integrity in said(found)] == ["altered"]
        assert [problem.code for problem in found.problems] == [ProblemCode.ALTERED_SIGNATURE]
        assert "postacert.eml/scheda.pdf" in [file.path for file in found.files]

    def test_each_level_of_a_pec_in_a_pec_is_checked(self) -> None:
        found = opened(pec_mail(pec_mail(INNER, OFFICE), "altro@pec.example"))
        assert said(found) == [("", "pec", "intact"), ("postacert.eml", "pec", "intact")]

    def test_without_a_signature_nothing_is_claimed(self) -> None:
        found = opened(pec_mail(INNER, OFFICE, sign=False))
        assert (said(found), found.certifications[0].integrity, found.problems) == ([], "not_checked", ())

    @pytest.mark.parametrize(
        "data",
        [
            daticert(OFFICE).replace(b"</mittente>", b""),
            daticert(OFFICE)[:420],
            daticert(OFFICE).replace(b"<oggetto>", b"<oggetto>Enti & scuole <3 "),
            b"<?xml version='1.0'?><postacert",
            b"",
            b"\x00\xff",
        ],
    )
    def test_s33_a_broken_daticert_loses_nothing(self, data: bytes) -> None:
        found = opened(pec_mail(INNER, OFFICE, data=data or b" "))
        assert "postacert.eml/scheda.pdf" in [file.path for file in found.files]
        assert found.headers.sender.address == OFFICE
        assert found.certifications[0].kind in {"posta-certificata", ""}

    def test_s33_without_daticert_the_headers_speak(self) -> None:
        (found,) = opened(pec_mail(INNER, OFFICE, data=None)).certifications
        assert (found.sender, found.message_id, found.provider) == (OFFICE, "<uno@interno.it>", "pec.gestore.example")

    def test_files_that_a_person_attached_beside_forwarded_parts_are_not_lost(self) -> None:
        """A webmail forwards a PEC as its parts: text and files of the person beside them are content."""
        forwarded = mail(
            "mario.rossi@interno.it",
            "I: Schede",
            "Aggiungo una scheda.",
            {"daticert.xml": daticert(OFFICE), "postacert.eml": INNER, "altra.pdf": b"%PDF-1.4 altra"},
            date=DATE,
        )
        roles = {file.path: file.role for file in opened(forwarded).files}
        assert roles["altra.pdf"] == "attachment"
        assert roles["(body)"] == "body"
        assert roles["postacert.eml/scheda.pdf"] == "attachment"


class TestFiles:
    def test_the_signer_of_a_p7m(self) -> None:
        (found,) = opened(mail(OFFICE, "x", "testo", {"a.pdf.p7m": signed(b"%PDF-1.4 uno")}, date=DATE)).signatures
        assert (found.path, found.form, found.integrity) == ("a.pdf.p7m", "enveloping", "intact")
        assert (found.signer, found.signer_serial, found.certificate_serial) == (
            "Mario Rossi",
            "TINIT-RSSMRA70A01D150X",
            "7",
        )
        assert found.issuer == "Autorità di prova"
        assert found.signed_at is not None

    def test_a_changed_p7m_is_read_all_the_same(self) -> None:
        changed = signed(b"%PDF-1.4 uno").replace(b"%PDF-1.4 uno", b"%PDF-1.4 due")
        found = opened(mail(OFFICE, "x", "testo", {"a.pdf.p7m": changed}, date=DATE))
        assert said(found) == [("a.pdf.p7m", "enveloping", "altered")]
        assert [(f.path, f.content) for f in found.files][:1] == [("a.pdf.p7m/a.pdf", b"%PDF-1.4 due")]

    @pytest.mark.parametrize("name", ["a.pdf.p7s", "firma.p7s", "smime.p7s"])
    @pytest.mark.parametrize("content", [b"%PDF-1.4 uno", b"%PDF-1.4 due"])
    def test_a_signature_beside_its_file(self, name: str, content: bytes) -> None:
        found = opened(mail(OFFICE, "x", "testo", {"a.pdf": content, name: detached(b"%PDF-1.4 uno")}, date=DATE))
        fits = content.endswith(b"uno")
        # Without the digest only the name says what it was to sign.
        expected = (
            ("a.pdf", "detached", "intact")
            if fits
            else ("a.pdf", "detached", "altered")
            if name == "a.pdf.p7s"
            else (name, "detached", "not_checked")
        )
        assert said(found) == [expected]

    def test_a_time_stamp(self) -> None:
        stamped = opened(mail(OFFICE, "x", "testo", {"a.pdf.tsd": time_stamped(b"%PDF-1.4 uno")}, date=DATE))
        assert said(stamped) == [("a.pdf.tsd", "timestamp", "intact")]
        assert stamped.signatures[0].signed_at == DATE
        altered = time_stamped(b"%PDF-1.4 uno").replace(b"%PDF-1.4 uno", b"%PDF-1.4 due")
        assert said(opened(mail(OFFICE, "x", "t", {"a.pdf.tsd": altered}, date=DATE))) == [
            ("a.pdf.tsd", "timestamp", "altered")
        ]

    def test_a_signature_inside_a_pdf(self) -> None:
        content = signed_pdf(pdf(paragraphs("Prima riga\nSeconda riga")))
        assert said(opened(mail(OFFICE, "x", "t", {"a.pdf": content}, date=DATE))) == [("a.pdf", "pades", "intact")]
        changed = content.replace(b"/Filter/Adobe", b"/Filter/Adoba")
        assert said(opened(mail(OFFICE, "x", "t", {"a.pdf": changed}, date=DATE))) == [("a.pdf", "pades", "altered")]

    @pytest.mark.parametrize("gap", [b"[0 10 99999999 20]", b"[5 10 20 20]", b"[0 0 0 0]"])
    def test_a_range_that_makes_no_sense(self, gap: bytes) -> None:
        found = opened(mail(OFFICE, "x", "t", {"a.pdf": b"%PDF-1.4 /ByteRange" + gap + b"/Contents<00>"}, date=DATE))
        assert [integrity for *_, integrity in said(found)] == ["not_checked"]

    def test_a_signed_mail(self) -> None:
        entity = b"Content-Type: text/plain; charset=utf-8\r\n\r\nBuongiorno.\r\n"
        assert said(opened(signed_mail(entity, {"From": OFFICE}))) == [("", "mail", "intact")]
        assert said(opened(signed_mail(entity, {"From": OFFICE}).replace(b"Buongiorno", b"Buonasera!"))) == [
            ("", "mail", "altered")
        ]


@pytest.mark.parametrize("attribute", ["digest", "certificate", "algorithm"])
def test_what_cannot_be_checked_is_said_not_to_be(attribute: str) -> None:
    info = asn1_cms.ContentInfo.load(signed(b"%PDF-1.4 uno"))
    signer = info["content"]["signer_infos"][0]
    if attribute == "digest":
        signer["digest_algorithm"] = {"algorithm": "md2"}
    elif attribute == "certificate":
        info["content"]["certificates"] = []
    else:
        signer["signature_algorithm"] = {"algorithm": "ed448"}
    found = opened(mail(OFFICE, "x", "t", {"a.pdf.p7m": info.dump(force=True)}, date=DATE))
    assert said(found) == [("a.pdf.p7m", "enveloping", "not_checked")]
    assert found.signatures[0].detail
    assert found.files[0].content == b"%PDF-1.4 uno"


@pytest.mark.parametrize("changed", [False, True])
def test_openssl_agrees(changed: bool, tmp_path: Path) -> None:
    content = signed(b"%PDF-1.4 uno")
    if changed:
        content = content.replace(b"%PDF-1.4 uno", b"%PDF-1.4 due")
    (tmp_path / "a.p7m").write_bytes(content)
    command = ["openssl", "cms", "-verify", "-noverify", "-inform", "DER", "-in", str(tmp_path / "a.p7m"), "-binary"]
    agrees = subprocess.run(command, capture_output=True, check=False).returncode == 0
    found = opened(mail(OFFICE, "x", "t", {"a.pdf.p7m": content}, date=DATE))
    assert agrees is (not changed)
    assert (said(found)[0][2] == "intact") is agrees
