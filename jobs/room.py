"""Whether there is room on the disks that mail is kept on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from config.settings import Settings

_MIB = 1024 * 1024


def lacking_room(settings: Settings) -> Iterator[str]:
    """What is to be said of each disk with less room than LEAST_FREE_BYTES; nothing of folders that are not there."""
    for folder, free in free_bytes(settings).items():
        if free < settings.least_free_bytes:
            yield (
                f"only {free // _MIB} MiB are free in {folder}, less than RACCOLTA_LEAST_FREE_BYTES: make room, for"
                " mail is taken in only while there is some"
            )


def free_bytes(settings: Settings) -> dict[Path, int]:
    """The bytes that are free for us on each disk that data lie on, by the first of its folders."""
    found: dict[int, tuple[Path, int]] = {}
    for folder in _folders(settings):
        try:
            found.setdefault(folder.stat().st_dev, (folder, shutil.disk_usage(folder).free))
        except OSError:
            # What cannot be looked at is told by whoever needs it.
            continue
    return dict(found.values())


def _folders(settings: Settings) -> Iterator[Path]:
    yield settings.data_dir
    if settings.originals_folder is not None:
        yield settings.originals_folder
    database = settings.resolved_database_url.partition("sqlite:///")[2]
    if database and database != ":memory:":
        yield Path(database).parent
