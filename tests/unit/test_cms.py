"""Signed files in every shape, made with OpenSSL's library and a throwaway key."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from config.errors import DocumentError
from config.limits import Limits
from ingest.envelopes.cms import content_of, inner_name, is_cms
from ingest.opening import open_message
from jobs.demo.build import archive, docx, mail
from jobs.pipeline import read_submission
from tests.specimens.envelopes import DATE, PERSON, signed
from tests.specimens.seed import REPLY, styled

CONTENT = b"%PDF-1.4 contenuto firmato " + bytes(range(256))


def streamed(content: bytes) -> bytes:
    """The same in BER with indefinite lengths and chunked octets, as signing programs write large files."""
    from asn1crypto import cms

    info = cms.ContentInfo.load(signed(content))
    rest = info["content"]
    chunks = b"".join(
        b"\x04" + bytes([len(part)]) + part for part in (content[i : i + 100] for i in range(0, len(content), 100))
    )
    octets = b"\xa0\x80\x24\x80" + chunks + b"\0\0\0\0"
    encapsulated = b"\x30\x80" + rest["encap_content_info"]["content_type"].dump() + octets + b"\0\0"
    body = (
        rest["version"].dump()
        + rest["digest_algorithms"].dump()
        + encapsulated
        + rest["certificates"].dump()
        + rest["signer_infos"].dump()
    )
    return b"\x30\x80" + info["content_type"].dump() + b"\xa0\x80\x30\x80" + body + b"\0\0\0\0\0\0"


SHAPES = {
    "DER": signed(CONTENT),
    "BER": streamed(CONTENT),
    "PEM": signed(CONTENT, encoding=serialization.Encoding.PEM),
    "base64 in lines": base64.encodebytes(signed(CONTENT)),
    "base64 in one line": base64.b64encode(signed(CONTENT)),
    "S/MIME text": b"MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: "
    b"base64\r\n\r\n" + base64.encodebytes(signed(CONTENT)),
    "trailing bytes": signed(CONTENT) + b"\r\n\0\0",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_s34_the_content_comes_out_of_every_shape(shape: str) -> None:
    assert is_cms(SHAPES[shape], "scheda.pdf.p7m")
    assert content_of(SHAPES[shape]) == CONTENT


@pytest.mark.parametrize("shape", SHAPES)
def test_s34_a_signed_file_in_a_mail_keeps_its_path_and_loses_its_suffix(shape: str) -> None:
    opened = open_message(mail("a@b.example", "x", "testo", {"scheda.pdf.p7m": SHAPES[shape]}, date=DATE), Limits())
    file = opened.files[0]
    assert (file.path, file.filename, file.content) == ("scheda.pdf.p7m/scheda.pdf", "scheda.pdf", CONTENT)


def test_s34_signed_twice_and_inside_an_archive() -> None:
    twice = base64.encodebytes(signed(base64.encodebytes(signed(CONTENT))))
    opened = open_message(
        mail("a@b.example", "x", "testo", {"a.zip": archive({"scheda.pdf.p7m.p7m": twice})}, date=DATE), Limits()
    )
    assert opened.files[0].content == CONTENT
    assert opened.files[0].filename == "scheda.pdf"


def test_s34_a_signed_word_file_gives_the_same_schede() -> None:
    original = mail(
        "mario.rossi@interno.it",
        "Schede",
        "In allegato.",
        {"risposta.docx.p7m": signed(docx(styled(REPLY)))},
        date=DATE,
    )
    reading = read_submission(original, Limits()).reading
    assert [(scheda.campo, scheda.document) for scheda in reading.schede] == [
        (1, "risposta.docx.p7m/risposta.docx"),
        (7, "risposta.docx.p7m/risposta.docx"),
    ]


def test_a_detached_signature_has_no_content_and_says_so() -> None:
    with pytest.raises(DocumentError, match="without the document"):
        content_of(signed(CONTENT, pkcs7.PKCS7Options.DetachedSignature))


def test_a_truncated_file_is_kept_and_named() -> None:
    opened = open_message(
        mail("a@b.example", "x", "testo", {"scheda.pdf.p7m": signed(CONTENT)[:200]}, date=DATE), Limits()
    )
    assert [(problem.code, problem.document) for problem in opened.problems] == [
        ("unreadable_document", "scheda.pdf.p7m")
    ]
    assert opened.files[0].path == "scheda.pdf.p7m"


def test_a_certificate_is_no_signed_file() -> None:
    assert not is_cms(PERSON.public_bytes(serialization.Encoding.DER), "certificato.cer")


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("a.pdf.p7m", "a.pdf"),
        ("a.pdf.p7m.p7m", "a.pdf"),
        ("a.PDF.P7M", "a.PDF"),
        ("a.p7m.pdf", "a.pdf"),
        ("a.p7m", "a"),
    ],
)
def test_inner_names(name: str, inner: str) -> None:
    assert inner_name(name) == inner


def test_a_detached_signature_beside_its_file_is_no_defect() -> None:
    detached = signed(CONTENT, pkcs7.PKCS7Options.DetachedSignature)
    opened = open_message(
        mail("a@b.example", "x", "testo", {"scheda.pdf": CONTENT, "scheda.pdf.p7s": detached}, date=DATE), Limits()
    )
    assert opened.problems == ()
    assert [(file.path, file.role) for file in opened.files][:2] == [
        ("scheda.pdf", "attachment"),
        ("scheda.pdf.p7s", "envelope"),
    ]
