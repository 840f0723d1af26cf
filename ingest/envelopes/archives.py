"""Which reader opens a file that holds others, by its content."""

from collections.abc import Callable, Iterator

from config.limits import Limits
from ingest.envelopes import mbox, ole, pgp, sevenzip, tar
from ingest.envelopes import zip as zip_archive
from ingest.envelopes.entry import Entry

ArchiveReader = Callable[[bytes, str, Limits, int], Iterator[Entry]]
_ARCHIVES: tuple[tuple[Callable[[bytes], bool], ArchiveReader], ...] = (
    (zip_archive.is_archive, zip_archive.read_archive),
    (tar.is_tar, tar.read_tar),
    (tar.is_compressed, tar.expand),
    (sevenzip.is_archive, sevenzip.read_archive),
    (mbox.is_mbox, mbox.read_archive),
    (ole.is_package, ole.read_package),
    (pgp.is_signed_text, pgp.read_signed_text),
)


def reader_of(content: bytes) -> ArchiveReader | None:
    """The reader of the archive that `content` is; None if it is none."""
    return next((reader for known, reader in _ARCHIVES if known(content)), None)
