"""Backups of everything in one folder, and back from there.

```
FOLDER/originals/ab/ab….eml           every original once, shared by all backups: originals never change
FOLDER/2026-01-05T030000Z/            one backup: the database, what was learned, the token of the mailbox
```
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from config.errors import OriginalUnreadableError, StorageUnavailableError, UsageError
from config.settings import Settings
from jobs.app import MODEL_FILE, TOKEN_FILE, App, open_app, open_originals
from jobs.verify import missing, strays
from store import dump, schema
from store.database import Database
from store.originals import Originals, OriginalsOnDisk

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z")
_PARTIAL = ".part"
#: What lies in DATA_DIR beside the database and the originals, and cannot be made again from them.
_BESIDE = (MODEL_FILE, TOKEN_FILE)


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written: the backup's own folder, new originals, the names of older backups that were deleted, and a
    sentence for every original that could not be copied.
    """

    folder: Path
    originals: int
    deleted: tuple[str, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: originals copied; a sentence for all that is not as it should be; a sentence for each original
    that the database does not know, because it arrived after the copy; the migration if it is not the one of this
    version.
    """

    folder: Path
    originals: int
    lacking: tuple[str, ...]
    unknown: tuple[str, ...]
    old_migration: str


def backup(app: App, folder: Path, keep: int | None = None) -> Backup:
    """Copies everything below `folder`, then deletes all but the newest `keep` backups. The service may run meanwhile.

    Raises UsageError, StorageUnavailableError. A backup that was not finished has a name of its own and counts for
    nothing.
    """
    target = folder / f"{app.clock():%Y-%m-%dT%H%M%SZ}"
    if target.exists():
        raise UsageError(f"{target} exists already")
    partial = target.with_name(target.name + _PARTIAL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=0o700)
        # The database first: then every row of the copy has its original.
        dump.write(app.database, partial)
        for name in _BESIDE:
            _copy(app.settings.data_dir / name, partial / name)
        copied, lacking = _copy_originals(app.originals, OriginalsOnDisk(folder / "originals"))
        os.replace(partial, target)
        _sync(folder)
        deleted = _delete_old(folder, keep) if keep is not None and not lacking else ()
    except OSError as error:
        raise StorageUnavailableError(f"the backup {target} could not be written: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Backup(target, copied, deleted, lacking)


def backups(folder: Path) -> list[str]:
    """The names of the finished backups, oldest first."""
    return sorted(path.name for path in folder.glob("*") if path.is_dir() and _NAME.fullmatch(path.name))


def restore(settings: Settings, folder: Path, name: str = "") -> Restored:
    """Brings the newest backup, or the one of that name, back into the empty database and the data folder of the
    settings.

    Raises UsageError if there is none, or if the database is not empty. May be repeated after it was interrupted.
    """
    known = backups(folder)
    if not known or (name and name not in known):
        raise UsageError(
            f"{folder} holds no backup {name}".rstrip() + (f"; there are {', '.join(known)}" if known else "")
        )
    source = folder / (name or known[-1])
    try:
        copied, lacking = _copy_originals(OriginalsOnDisk(folder / "originals"), open_originals(settings))
        for beside in _BESIDE:
            _copy(source / beside, settings.data_dir / beside)
        dump.read(settings.resolved_database_url, source)
    except OSError as error:
        raise StorageUnavailableError(f"{source} could not be restored: {error}") from error
    return _looked_at(settings, source, copied, lacking)


def _looked_at(settings: Settings, source: Path, copied: int, lacking: tuple[str, ...]) -> Restored:
    database = Database(settings.resolved_database_url)
    try:
        version = schema.current(database) or ""
    finally:
        database.close()
    if version != schema.HEAD:
        return Restored(source, copied, lacking, (), version)
    with open_app(settings) as app:
        return Restored(source, copied, lacking + tuple(missing(app)), tuple(strays(app)), "")


def _copy_originals(source: Originals, target: Originals) -> tuple[int, tuple[str, ...]]:
    """Copies what the target lacks; a damaged one is named, and keeps no other from being copied."""
    present, copied, lacking = set(target.hashes()), 0, []
    for sha256 in source.hashes():
        if sha256 in present:
            continue
        try:
            original = source.get(sha256)
        except OriginalUnreadableError as error:
            lacking.append(str(error))
            continue
        target.put(original)
        copied += 1
    return copied, tuple(lacking)


def _copy(source: Path, target: Path) -> None:
    if source.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o600)


def _delete_old(folder: Path, keep: int) -> tuple[str, ...]:
    old = backups(folder)[:-keep]
    for name in old:
        shutil.rmtree(folder / name)
    return tuple(old)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
