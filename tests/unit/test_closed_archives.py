"""Archives and wrappings of which a part stays closed, and containers that are none of the usual (kinds 8, 10, 11,
13, 14, 15).
"""

import base64
import hashlib
import struct
import zipfile
from io import BytesIO
from typing import Any

import pytest

from config import children
from config.limits import Limits
from config.vocabulary import DocumentStatus, Integrity, MessageState, ProblemCode
from ingest.model import FileRole, OpenedMessage
from ingest.opening import open_message
from jobs.demo.build import archive, docx, mail, paragraphs
from jobs.pipeline import read_submission
from tests.specimens.envelopes import DATE, detached, tarred
from tests.specimens.outlook import Tree, compound, message_tree, msg, tnef

SCHEDA = docx(
    paragraphs("# Scheda 7\n\nOgni giovedì dodici volontari accompagnano gli ospiti negli uffici comunali della città.")
)
LIMIT, CLOSED, UNREADABLE = ProblemCode.ARCHIVE_LIMIT, ProblemCode.ENCRYPTED_DOCUMENT, ProblemCode.UNREADABLE_DOCUMENT


def message(files: dict[str, bytes]) -> bytes:
    return mail("a@b.example", "x", "Testo della lettera.", files, date=DATE)


def opened(files: dict[str, bytes], **limits: Any) -> OpenedMessage:
    return open_message(message(files), Limits(**limits))


def codes(found: OpenedMessage) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.document) for problem in found.problems]


def names(found: OpenedMessage) -> list[str]:
    return sorted(file.filename for file in found.files if file.role is FileRole.ATTACHMENT)


def deflated(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


class TestOneEntryRefused:
    def test_f08_a_file_that_grows_too_much_is_refused_alone(self) -> None:
        found = opened(
            {
                "schede.zip": deflated(
                    {"scheda.docx": SCHEDA, "bianco.bmp": b"BM" + bytes(9_000_000), "nota.txt": b"nota"}
                )
            }
        )
        assert codes(found) == [(LIMIT, "schede.zip/bianco.bmp")]
        assert names(found) == ["bianco.bmp", "nota.txt", "scheda.docx"]

    @pytest.mark.parametrize("pack", [archive, tarred], ids=["zip", "tar"])
    def test_f08_a_file_larger_than_what_is_left(self, pack) -> None:  # type: ignore[no-untyped-def]
        found = opened(
            {"schede.dat": pack({"grande.bin": bytes(range(256)) * 400, "nota.txt": b"nota"})}, inflated_bytes=50_000
        )
        assert codes(found) == [(LIMIT, "schede.dat/grande.bin")]
        assert names(found) == ["grande.bin", "nota.txt"]

    def test_f08_the_total_stays_bounded(self) -> None:
        files = {f"{n}.bin": bytes([n]) + bytes(range(256)) * 400 for n in range(10)}
        found = opened({"schede.zip": archive(files)}, inflated_bytes=250_000)
        assert sum(len(file.content) for file in found.files) < 260_000
        assert len([code for code, _ in codes(found) if code == LIMIT]) == 8

    def test_f08_a_damaged_file_is_named_and_the_others_are_read(self) -> None:
        content = bytearray(archive({"rotta.txt": b"contenuto " * 50, "scheda.docx": SCHEDA}))
        at = content.index(b"rotta.txt") + 12
        content[at : at + 6] = b"\xff" * 6
        found = opened({"schede.zip": bytes(content)})
        assert codes(found) == [(UNREADABLE, "schede.zip/rotta.txt")]
        assert "scheda.docx" in names(found)


def encrypted_zip(files: dict[str, bytes], closed: set[str]) -> bytes:
    """A zip whose `closed` files have the flag of encryption; their bytes are as good as encrypted."""
    out = bytearray(archive(files))
    for name in closed:
        for mark, back in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
            at = out.index(name.encode(), out.index(mark)) if mark == b"PK\x03\x04" else out.rindex(name.encode())
            flags = at - back + (6 if mark == b"PK\x03\x04" else 8)
            out[flags] |= 1
    return bytes(out)


class TestClosed:
    def test_f13_an_encrypted_archive_has_one_problem_and_says_encrypted(self) -> None:
        found = read_submission(
            message({"schede.zip": encrypted_zip({"a.docx": SCHEDA, "b.txt": b"x"}, {"a.docx", "b.txt"})}), Limits()
        )
        assert [(p.code, p.document) for p in (*found.problems, *found.reading.problems)] == [(CLOSED, "schede.zip")]
        assert [d.status for d in found.reading.documents if d.filename == "schede.zip"] == [DocumentStatus.ENCRYPTED]
        assert found.verdict is MessageState.PARTIAL

    def test_f13_one_encrypted_file_does_not_close_the_others(self) -> None:
        found = read_submission(
            message({"schede.zip": encrypted_zip({"scheda.docx": SCHEDA, "b.txt": b"x"}, {"b.txt"})}), Limits()
        )
        assert [(p.code, p.document) for p in found.problems] == [(CLOSED, "schede.zip/b.txt")]
        assert [scheda.campo for scheda in found.reading.schede] == [7]

    @pytest.mark.parametrize(
        ("content", "limits", "status"),
        [
            (archive({f"{n}.txt": b"x" for n in range(5)}), {"archive_entries": 3}, DocumentStatus.LIMIT),
            (archive({"a.zip": archive({"b.zip": archive({"c.txt": b"x"})})}), {"depth": 1}, DocumentStatus.LIMIT),
            (archive({"a.txt": b"contenuto" * 99})[:-30], {}, DocumentStatus.UNREADABLE),
        ],
        ids=["entries", "depth", "damaged"],
    )  # fmt: skip
    def test_f13_what_stays_closed_has_one_problem_and_the_status_of_its_cause(
        self, content: bytes, limits: dict[str, Any], status: DocumentStatus
    ) -> None:
        found = read_submission(message({"schede.zip": content}), Limits(**limits))
        assert len((*found.problems, *found.reading.problems)) == 1
        closed = [d for d in found.reading.documents if d.status not in {DocumentStatus.READ, DocumentStatus.SKIPPED}]
        assert [d.status for d in closed] == [status]


def container(files: dict[str, bytes], mimetype: str = "application/vnd.etsi.asic-e+zip") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def manifest(files: dict[str, bytes]) -> bytes:
    """The digests of files, as a manifest of a container holds them."""
    references = "".join(
        f'<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{base64.b64encode(hashlib.sha256(content).digest()).decode()}</ds:DigestValue></asic:DataObj"
        f"ectReference>"
        for name, content in files.items()
    )
    return (
        '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" '
        'xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f'<asic:SigReference URI="META-INF/signature.p7s"/>{references}</asic:ASiCManifest>'
    ).encode()


def xml_signature(files: dict[str, bytes]) -> bytes:
    return manifest(files).replace(b"asic:DataObjectReference", b"ds:Reference")


class TestAsic:
    @pytest.mark.parametrize("name", ["scheda.asics", "scheda.scs", "scheda.zip", "scheda"])
    @pytest.mark.parametrize("mimetype", ["application/vnd.etsi.asic-s+zip", ""])
    def test_f11_one_file_and_its_signature(self, name: str, mimetype: str) -> None:
        found = opened({name: container({"scheda.docx": SCHEDA, "META-INF/signature.p7s": detached(SCHEDA)}, mimetype)})
        assert names(found) == ["scheda.docx"]
        assert codes(found) == []
        assert [(s.path, s.integrity, s.signer) for s in found.signatures] == [
            (f"{name}/scheda.docx", Integrity.INTACT, "Mario Rossi")
        ]

    @pytest.mark.parametrize("altered", [False, True])
    def test_f11_many_files_signed_by_a_manifest(self, altered: bool) -> None:
        files = {"scheda.docx": SCHEDA, "nota.txt": b"nota"}
        listed = manifest(files)
        kept = files | ({"nota.txt": b"altra nota"} if altered else {})
        whole = container({**kept, "META-INF/ASiCManifest.xml": listed, "META-INF/signature.p7s": detached(listed)})
        found = opened({"schede.asice": whole})
        assert names(found) == ["nota.txt", "scheda.docx"]
        said = {s.path: s.integrity for s in found.signatures}
        assert said["schede.asice/scheda.docx"] is Integrity.INTACT
        assert said["schede.asice/nota.txt"] is (Integrity.ALTERED if altered else Integrity.INTACT)
        assert (ProblemCode.ALTERED_SIGNATURE in dict(codes(found))) is altered

    def test_f11_an_xml_signature_is_recorded(self) -> None:
        files = {"scheda.docx": SCHEDA}
        whole = container(
            {**files, "META-INF/signatures001.xml": xml_signature(files), "META-INF/manifest.xml": b"<m/>"}
        )
        found = read_submission(message({"schede.sce": whole}), Limits())
        assert [s.campo for s in found.reading.schede] == [7]
        assert [(s.path, s.integrity) for s in found.signatures] == [("schede.sce/scheda.docx", Integrity.NOT_CHECKED)]
        assert found.verdict is MessageState.DONE

    def test_f11_a_damaged_signature_costs_no_file(self) -> None:
        found = opened(
            {
                "schede.asice": container(
                    {"scheda.docx": SCHEDA, "META-INF/signatures.xml": b"<rotto", "META-INF/signature.p7s": b"0\x82x"}
                )
            }
        )
        assert names(found) == ["scheda.docx"]
        assert {s.integrity for s in found.signatures} == {Integrity.NOT_CHECKED}

    def test_f11_documents_of_office_stay_documents(self) -> None:
        odt = container(
            {"content.xml": b"<x/>", "META-INF/documentsignatures.xml": b"<x/>"},
            "application/vnd.oasis.opendocument.text",
        )
        assert names(opened({"a.docx": SCHEDA, "b.odt": odt})) == ["a.docx", "b.odt"]


def native(name: str, content: bytes) -> bytes:
    """[MS-OLEDS] 2.3.6: a file as the packager of Windows keeps it."""
    label = name.encode("cp1252") + b"\0"
    path = b"C:\\Documenti\\" + label
    inner = (
        b"\x02\0"
        + label
        + path
        + b"\0\0\x03\0"
        + struct.pack("<I", len(path))
        + path
        + struct.pack("<I", len(content))
        + content
    )
    return struct.pack("<I", len(inner)) + inner


class TestObjects:
    @pytest.mark.parametrize(
        "interface", [b"", bytes.fromhex("0b00000000000000c000000000000046")], ids=["bare", "with its interface"]
    )
    def test_f14_a_packed_file_in_winmail_dat(self, interface: bytes) -> None:
        packed = compound({"\x01Ole10Native": native("scheda attività.docx", SCHEDA), "\x03ObjInfo": b"x"})
        found = opened({"winmail.dat": tnef({"oggetto": interface + packed}, body="x")})
        assert names(found) == ["scheda attività.docx"]
        assert [file.content for file in found.files if file.role is FileRole.ATTACHMENT] == [SCHEDA]

    @pytest.mark.parametrize("stream", ["Package", "CONTENTS", "EmbeddedOdf", "package"])
    def test_f14_a_whole_document_in_an_object(self, stream: str) -> None:
        found = read_submission(
            message({"oggetto.bin": compound({stream: SCHEDA, "\x01CompObj": b"x" * 80})}), Limits()
        )
        assert [scheda.campo for scheda in found.reading.schede] == [7]

    def test_f14_a_word_document_with_its_interface(self) -> None:
        word = compound({"WordDocument": b"x" * 5000})
        found = opened({"winmail.dat": tnef({"nota.doc": bytes(15) + b"\x46" + word})})
        assert [file.content for file in found.files if file.filename == "nota.doc"] == [word]

    def test_f14_an_attachment_of_an_outlook_message_without_data_is_named(self) -> None:
        content = msg(subject="x", body="y", files={"scheda.pdf": b""}, sender=("Comune", "c@comune.example"))
        assert isinstance(content, bytes)
        assert (ProblemCode.EMPTY_ATTACHMENT, "m.msg/scheda.pdf") in codes(opened({"m.msg": content}))

    def test_f14_an_object_in_an_outlook_message(self) -> None:
        tree = message_tree(subject="x", body="y", sender=("Comune", "c@comune.example"), embedded=True)
        assert isinstance(tree, dict)
        name = "scheda.docx".encode("utf-16-le")
        attachment: Tree = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3707001F": name,
            "__substg1.0_3701000D": {"\x01Ole10Native": native("scheda.docx", SCHEDA), "\x01CompObj": b"x" * 80},
        }
        found = opened(
            {
                "m.msg": compound(
                    {**tree, "__properties_version1.0": bytes(32), "__attach_version1.0_#00000000": attachment}
                )
            }
        )
        assert [file.content for file in found.files if file.filename == "scheda.docx"] == [SCHEDA]

    def test_f14_a_damaged_object_is_kept_and_named(self) -> None:
        packed = compound({"\x01Ole10Native": native("scheda.docx", SCHEDA * 3)})
        found = read_submission(message({"winmail.dat": tnef({"oggetto.bin": packed[: len(packed) // 3]})}), Limits())
        assert any("oggetto.bin" in (p.document or "") for p in (*found.problems, *found.reading.problems))


class TestWinmail:
    RTF = b"{\\rtf1\\ansi Scheda 7: dodici volontari accompagnano ogni gioved\\'ec gli ospiti negli uffici.}"

    def test_f15_a_wrong_checksum_is_noted_and_the_text_read(self) -> None:
        whole = tnef({"scheda.docx": SCHEDA}, rtf=self.RTF)
        at = whole.index(b"LZFu") + 4
        broken = whole[:at] + b"\xde\xad\xbe\xef" + whole[at + 4 :]
        found = open_message(mail("a@b.example", "x", "", {"winmail.dat": broken}, date=DATE), Limits())
        assert names(found) == ["scheda.docx"]
        assert [f.declared_type for f in found.files if f.role is FileRole.BODY] == ["application/rtf"]
        assert [p.code for p in found.problems] == [ProblemCode.MALFORMED_MESSAGE]
        assert "checksum" in found.problems[0].detail

    def test_f15_a_text_that_cannot_be_unpacked_costs_no_file(self) -> None:
        whole = tnef({"scheda.docx": SCHEDA}, rtf=self.RTF).replace(b"LZFu", b"XXXX")
        found = open_message(mail("a@b.example", "x", "Testo.", {"winmail.dat": whole}, date=DATE), Limits())
        assert "scheda.docx" in names(found)
        assert ProblemCode.MALFORMED_MESSAGE in dict(codes(found))

    def test_f15_the_same_in_an_outlook_message(self) -> None:
        import compressed_rtf

        packed = compressed_rtf.compress(self.RTF)
        tree = message_tree(subject="x", sender=("C", "c@comune.example"), embedded=True)
        assert isinstance(tree, dict)
        content = compound(
            {
                **tree,
                "__properties_version1.0": bytes(32),
                "__substg1.0_10090102": packed[:12] + b"\1\2\3\4" + packed[16:],
            }
        )
        found = opened({"m.msg": content})
        assert any(f.declared_type == "application/rtf" for f in found.files)
        assert ProblemCode.MALFORMED_MESSAGE in dict(codes(found))

    def test_f15_a_stream_that_ends_too_soon_is_said(self) -> None:
        whole = tnef({"uno.txt": b"uno" * 50, "due.txt": b"due" * 400})
        assert (UNREADABLE, "winmail.dat") in codes(opened({"winmail.dat": whole[:-1000]}))

    def test_f10_a_small_file_gets_small_limits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[tuple[int, float]] = []

        def run(*_: object, memory_bytes: int, cpu_seconds: float, **__: object) -> children.Ended:
            asked.append((memory_bytes, cpu_seconds))
            return children.Ended(1, b"", "rotto")

        monkeypatch.setattr(children, "run", run)
        opened({"winmail.dat": tnef({})[:53]})
        ((memory, seconds),) = asked
        assert memory <= 256 * 1024 * 1024 < Limits().memory_bytes
        assert seconds <= 10

    def test_f10_a_table_of_recipients_without_end_ends_soon(self) -> None:
        head = tnef({})
        hostile = head + struct.pack("<BII", 1, 0x00069004, 8) + struct.pack("<II", 0xFFFFFFFF, 0) + b"\0\0"
        found = opened({"winmail.dat": hostile[:120], "accanto.txt": b"z"})
        assert {code for code, _ in codes(found)} & {LIMIT, UNREADABLE, ProblemCode.MALFORMED_MESSAGE}
        assert "accanto.txt" in names(found)
