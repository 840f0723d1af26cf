"""Archives that a library of the system opens: 7z, RAR, and zip entries packed by methods the standard library does not
know.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from config.limits import Limits
from config.vocabulary import ProblemCode
from ingest.envelopes import sevenzip
from jobs.demo.build import archive
from tests.conftest import _needs
from tests.specimens.envelopes import rar, seven_zip, tarred
from tests.unit.test_archives import FILES, NAMES, codes, names, opened

pytestmark = pytest.mark.service


@pytest.fixture(autouse=True)
def _libarchive() -> None:
    _needs(sevenzip.available(), "libarchive")


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "7z": lambda: seven_zip(FILES),
    "zip in 7z": lambda: seven_zip({"dentro.zip": archive(FILES)}),
    "7z in zip": lambda: archive({"dentro.7z": seven_zip(FILES)}),
    "rar in zip in tar.gz": lambda: tarred(
        {"a.zip": archive({"b.rar": rar({"scheda attivita.docx": b"uno", "CITTA.pdf": b"%PDF-1.4 due"})})}, "gz"
    ),
    "rar that ends with a zip": lambda: rar(
        {"scheda attivita.docx": b"uno", "CITTA.pdf": b"%PDF", "fine.txt": archive({"x.txt": b"y"})}
    ),
}


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("name", ["dati.bin", "dati.pdf", "dati"])
def test_every_archive_is_known_by_its_content(kind: str, name: str) -> None:
    found = opened({name: ARCHIVES[kind]()})
    if "7z" in kind:
        assert names(found) == NAMES
    assert [file.content for file in found.files if file.filename.endswith(".docx")] == [b"uno"]
    assert codes(found) == []


@pytest.mark.parametrize("kind", ["7z", "rar"])
@pytest.mark.parametrize(
    "limit", [{"archive_entries": 1}, {"inflated_bytes": 10}, {"file_bytes": 10_000, "inflated_bytes": 5}]
)
def test_s49_limits_hold(kind: str, limit: dict[str, Any]) -> None:
    content = rar({"a.txt": b"x" * 9, "b.txt": b"y" * 9}) if kind == "rar" else seven_zip(FILES)
    found = opened({f"dati.{kind}": content, "accanto.txt": b"z"}, Limits(**limit))
    assert ProblemCode.ARCHIVE_LIMIT in codes(found)
    assert "accanto.txt" in names(found)


@pytest.mark.parametrize("kind", ["7z", "rar"])
@pytest.mark.parametrize("cut", [20, 60, -30])
def test_a_damaged_archive_is_kept_and_named(kind: str, cut: int) -> None:
    content = (rar(FILES) if kind == "rar" else seven_zip(FILES))[:cut]
    found = opened({"rotto.dat": content, "accanto.txt": b"z"})
    assert "accanto.txt" in names(found)
    if "rotto.dat" in names(found):
        assert codes(found) == [ProblemCode.UNREADABLE_DOCUMENT]


def test_a_7z_with_a_password_is_said_to_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """No free library writes such archives: the error is the one that the reading library gives (tried with 7-Zip's
    own).
    """
    import libarchive

    def refuse(*_: object, **__: object) -> None:
        raise libarchive.ArchiveError("The archive header is encrypted, but currently not supported")

    monkeypatch.setattr(libarchive, "memory_reader", refuse)
    assert codes(opened({"a.7z": seven_zip(FILES)})) == [ProblemCode.ENCRYPTED_DOCUMENT]


def zip_of_xz(name: str, content: bytes) -> bytes:
    """A zip entry packed by xz (method 95), which newer programs write and the standard library does not read."""
    packed, raw = lzma.compress(content), name.encode()
    common = struct.pack(
        "<HHHHHIIIHH", 63, 0x800, 95, 0, 0x4781, zlib.crc32(content), len(packed), len(content), len(raw), 0
    )
    local = b"PK\x03\x04" + common + raw + packed
    central = b"PK\x01\x02" + struct.pack("<H", 63) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def test_a_method_that_the_standard_library_does_not_know() -> None:
    with pytest.raises(NotImplementedError), zipfile.ZipFile(BytesIO(zip_of_xz("a.txt", b"uno"))) as archive_:
        archive_.read("a.txt")
    found = opened({"a.zip": zip_of_xz("attività.txt", b"uno" * 100)})
    assert [(f.path, f.content) for f in found.files if f.role == "attachment"] == [
        ("a.zip/attività.txt", b"uno" * 100)
    ]


def test_f08_a_file_that_is_too_large_is_refused_alone_in_7z_too() -> None:
    from config.limits import Limits
    from config.vocabulary import ProblemCode
    from ingest.opening import open_message
    from jobs.demo.build import mail
    from tests.specimens.envelopes import DATE, seven_zip

    content = seven_zip({"uno.txt": b"uno", "grande.bin": bytes(300_000), "due.txt": b"due"})
    found = open_message(mail("a@b.example", "x", "Testo.", {"a.7z": content}, date=DATE), Limits(file_bytes=100_000))
    assert [(problem.code, problem.document) for problem in found.problems] == [
        (ProblemCode.ARCHIVE_LIMIT, "a.7z/grande.bin")
    ]
    assert {"uno.txt", "due.txt"} <= {file.filename for file in found.files}
