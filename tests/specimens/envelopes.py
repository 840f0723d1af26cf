"""Envelopes of every kind, made with a throwaway authority and writers of our own."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

DATE = datetime(2015, 12, 1, 9, 30, tzinfo=UTC)
BOX = "dici.buonepraticheaccoglienza@interno.it"


def _name(common: str, serial: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if serial:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial))
    return x509.Name(attributes)


_CA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(common: str, serial: str = "", number: int = 7, address: str = "") -> x509.Certificate:
    """A certificate for KEY and perhaps an e-mail address, issued by the throwaway authority; it lapsed long ago, as
    those of the time have.
    """
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(common, serial))
        .issuer_name(_name("Autorità di prova"))
        .public_key(KEY.public_key())
    )
    if address:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
    return (
        builder.serial_number(number)
        .not_valid_before(DATE)
        .not_valid_after(DATE + timedelta(days=1000))
        .sign(_CA_KEY, hashes.SHA256())
    )


def authority(*, may_issue: bool = True, key: rsa.RSAPrivateKey = _CA_KEY) -> bytes:
    """The throwaway authority itself as PEM; with another `key`, one that only has its name."""
    name = _name("Autorità di prova")
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    )
    builder = builder.not_valid_before(DATE - timedelta(days=900)).not_valid_after(DATE + timedelta(days=2000))
    builder = builder.add_extension(x509.BasicConstraints(ca=may_issue, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


PERSON = certificate("Mario Rossi", "TINIT-RSSMRA70A01D150X")
PROVIDER = certificate("posta-certificata@pec.gestore.example", number=0xABCDEF)


def signed(
    content: bytes,
    *options: pkcs7.PKCS7Options,
    encoding: serialization.Encoding = serialization.Encoding.DER,
    by: x509.Certificate = PERSON,
) -> bytes:
    """CMS signed data around `content`, or beside it with DetachedSignature."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(by, KEY, hashes.SHA256())
    return builder.sign(encoding, [pkcs7.PKCS7Options.Binary, *options])


def detached(content: bytes, by: x509.Certificate = PERSON) -> bytes:
    return signed(content, pkcs7.PKCS7Options.DetachedSignature, by=by)


def time_stamped(content: bytes, at: datetime = DATE) -> bytes:
    """A `.tsd` (RFC 5544): the content with a token of a time-stamping authority."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3.4",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(content).digest(),
            },
            "serial_number": 1,
            "gen_time": at,
        }
    )
    token = signed(info.dump(), by=certificate("Marca temporale di prova"))
    evidence = _der(0xA0, _der(0x30, token))
    stamped = _der(0x30, _der(0x02, b"\x01") + _der(0x04, content) + evidence)
    kind = cms.ContentType("timestamped_data").dump()
    return _der(0x30, kind + _der(0xA0, stamped))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = (
        bytes([size])
        if size < 128
        else (raw := size.to_bytes(4, "big").lstrip(b"\0")) and bytes([0x80 + len(raw)]) + raw
    )
    return bytes([tag]) + length + content


def signed_pdf(pdf: bytes) -> bytes:
    """A PDF with a signature inside (PAdES): everything but the hexadecimal digits is covered."""
    room = 12_000
    start = pdf.rindex(b"startxref")
    head = pdf + b"\n900 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange["
    tail = b">>>\nendobj\n" + pdf[start:].split(b"%%EOF")[0] + b"%%EOF\n"
    for_range = b"%010d %010d %010d %010d]/Contents<"
    first = len(head) + len(for_range % (0, 0, 0, 0)) - 1
    numbers = (0, first, first + room + 2, len(tail) - 1)
    before = head + for_range % numbers
    covered = before[:-1] + tail[1:]
    digits = detached(covered).hex().encode()
    return before + digits + b"0" * (room - len(digits)) + tail


def signed_mail(content: bytes, header: Mapping[str, str], by: x509.Certificate = PERSON) -> bytes:
    """A multipart/signed mail over `content`, a MIME entity with CRLF line ends."""
    boundary = f"firma-{hashlib.sha256(content).hexdigest()[:12]}"
    head = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    kind = (
        f'Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg=sha-256; '
        f'boundary="{boundary}"'
    )
    signature = base64.encodebytes(detached(content, by)).replace(b"\n", b"\r\n")
    return (
        f"{head}MIME-Version: 1.0\r\n{kind}\r\n\r\nThis is an S/MIME signed message\r\n\r\n--{boundary}\r\n".encode()
        + content
        + f"\r\n--{boundary}\r\nContent-Type: application/x-pkcs7-signature; "
        f"name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename=smime.p7s\r\n\r\n".encode()
        + signature
        + f"--{boundary}--\r\n".encode()
    )


def opaque_mail(entity: bytes, header: Mapping[str, str]) -> bytes:
    """A mail that is one CMS object around its content (RFC 8551 3.5.2)."""
    head = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    kind = (
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; "
        "name=smime.p7m\r\nContent-Transfer-Encoding: base64"
    )
    packed = base64.encodebytes(signed(entity)).replace(b"\n", b"\r\n")
    return f"{head}MIME-Version: 1.0\r\n{kind}\r\n\r\n".encode() + packed


def daticert(
    sender: str,
    *,
    kind: str = "posta-certificata",
    error: str = "nessuno",
    subject: str = "Schede",
    message_id: str = "<uno@interno.it>",
) -> bytes:
    escaped = message_id.replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<postacert tipo="{kind}" '
        f'errore="{error}">\n<intestazione>\n<mittente>{sender}</mittente>\n'
        f'<destinatari tipo="esterno">{BOX}</destinatari>\n<risposte>{sender}</risposte>\n<oggetto>{subject}</oggetto>'
        f"\n</intestazione>\n"
        f"<dati>\n<gestore-emittente>Gestore di Prova S.p.A.</gestore-emittente>\n<data "
        f'zona="+0100">\n<giorno>01/12/2015</giorno>\n'
        f"<ora>10:31:07</ora>\n</data>\n<identificativo>opec2829.20151201@pec.gestore.example</identificativo>\n<msgid"
        f">{escaped}</msgid>\n"
        '<ricevuta tipo="completa"/>\n</dati>\n</postacert>\n'
    ).encode()


def pec_mail(
    inner: bytes,
    sender: str,
    subject: str = "Schede",
    *,
    headers: Mapping[str, str] | None = None,
    data: bytes | None = b"",
    notice: str = "Messaggio di posta certificata",
    encoded: bool = False,
    sign: bool = True,
) -> bytes:
    """A transport envelope as providers make it: signed, the author's mail in 7bit or (`encoded`) base64.

    `data` is daticert.xml: b"" for a sound one, None for none. Other `headers` make a receipt of it.
    """
    data = daticert(sender, subject=subject) if data == b"" else data
    inner = inner.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    mark = hashlib.sha256(inner).hexdigest()[:12].encode()
    coding, body = ("base64", base64.encodebytes(inner).replace(b"\n", b"\r\n")) if encoded else ("7bit", inner)
    parts = [
        b"Content-Type: multipart/alternative; boundary=avviso\r\n\r\n--avviso\r\nContent-Type: text/plain; "
        b"charset=iso-8859-1\r\n\r\n"
        + f'{notice}\r\nIl giorno 01/12/2015 alle ore 10:31:07 (+0100) il messaggio "{subject}" è stato inviato da '
        f'"{sender}".\r\n'.encode("latin-1")
        + b"--avviso\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>"
        + f"{notice}</p>\r\n".encode("latin-1")
        + b"--avviso--"
    ]
    if data is not None:
        parts.append(
            b"Content-Type: application/xml; name=daticert.xml\r\nContent-Transfer-Encoding: base64\r\n"
            b'Content-Disposition: inline; filename="daticert.xml"\r\n\r\n'
            + base64.encodebytes(data).replace(b"\n", b"\r\n").rstrip()
        )
    parts.append(
        b"Content-Type: message/rfc822; name=postacert.eml\r\nContent-Transfer-Encoding: "
        + coding.encode()
        + b'\r\nContent-Disposition: inline; filename="postacert.eml"\r\n\r\n'
        + body
    )
    entity = (
        b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n" % (mark, mark)
        + (b"\r\n--%s\r\n" % mark).join(parts)
        + b"\r\n--%s--" % mark
    )
    header = {
        "From": f'"Per conto di: {sender}" <posta-certificata@pec.gestore.example>',
        "Reply-To": sender,
        "To": BOX,
        "Subject": EmailMessage(policy=SMTP)
        .policy.header_factory("subject", f"POSTA CERTIFICATA: {subject}")
        .fold(policy=SMTP)[9:]
        .strip(),
        "Date": format_datetime(DATE),
        "Message-ID": "<opec2829.20151201@pec.gestore.example>",
        "X-Riferimento-Message-ID": "<uno@interno.it>",
        **(headers if headers is not None else {"X-Trasporto": "posta-certificata"}),
    }
    if sign:
        return signed_mail(entity, header, PROVIDER)
    return (
        "".join(f"{name}: {value}\r\n" for name, value in header.items()).encode()
        + b"MIME-Version: 1.0\r\n"
        + entity
        + b"\r\n"
    )


def seven_zip(files: Mapping[str, bytes]) -> bytes:
    import libarchive

    out = BytesIO()
    with libarchive.custom_writer(lambda block: out.write(block) or len(block), "7zip") as writer:
        for name, content in files.items():
            writer.add_file_from_memory(name, len(content), content)
    return out.getvalue()


def rar(files: Mapping[str, bytes]) -> bytes:
    """A RAR archive of version 4 whose files are stored: no free program writes RAR."""
    import struct
    import zlib

    def block(body: bytes) -> bytes:
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body

    out = b"Rar!\x1a\x07\0" + block(struct.pack("<BHH", 0x73, 0, 13) + bytes(6))
    for name, content in files.items():
        raw = name.encode()
        fixed = struct.pack(
            "<BHHIIBIIBBHI",
            0x74,
            0x8000,
            32 + len(raw),
            len(content),
            len(content),
            0,
            zlib.crc32(content),
            0x478163E0,
            20,
            0x30,
            len(raw),
            0x20,
        )
        out += block(fixed + raw) + content
    return out + block(struct.pack("<BHH", 0x7B, 0x4000, 7))


def tarred(files: Mapping[str, bytes], mode: str = "") -> bytes:
    import tarfile

    out = BytesIO()
    kind: Any = f"w:{mode}"
    with tarfile.open(None, kind, out) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, BytesIO(content))
    return out.getvalue()


def segnatura(
    *, number: str = "0001234", day: str = "2015-12-01", root: str = "Segnatura", head: str = "",
    office: str = "Prefettura di Cremona",
    subject: str = "Buone pratiche", earlier: str = "",
) -> bytes:  # fmt: skip
    references = (
        f"<Riferimenti><Messaggio><Identificatore><NumeroRegistrazione>{earlier}</NumeroRegistrazione>"
        "<DataRegistrazione>2015-11-20</DataRegistrazione></Identificatore></Messaggio></Riferimenti>"
        if earlier
        else ""
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<{root} versione="2001-05-07" '
        f'xml:lang="it"><Intestazione><Identificatore>'
        f"<CodiceAmministrazione>m_it</CodiceAmministrazione><CodiceAOO>PREFCR</CodiceAOO><NumeroRegistrazione>"
        f"{number}</NumeroRegistrazione>"
        f"<DataRegistrazione>{day}</DataRegistrazione></Identificatore><Origine><IndirizzoTelematico>protocollo.prefcr"
        f"@pec.interno.it"
        f"</IndirizzoTelematico><Mittente><Amministrazione><Denominazione>Ministero "
        f"dell'Interno</Denominazione><UnitaOrganizzativa>"
        f"<Denominazione>{office}</Denominazione></UnitaOrganizzativa></Amministrazione><AOO><Denominazione>Protocollo"
        f"</Denominazione></AOO>"
        f"</Mittente></Origine><Destinazione><IndirizzoTelematico>{BOX}</IndirizzoTelematico></Destinazione>"
        f"{references}"
        f'<Oggetto>{subject}</Oggetto></Intestazione><Descrizione><Documento nome="lettera.pdf" '
        f'tipoRiferimento="MIME"/><Allegati>'
        f'<Documento nome="scheda.docx" tipoRiferimento="MIME"/></Allegati></Descrizione></{root}>'
    ).encode()
