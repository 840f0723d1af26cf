"""Reads a stored original: what a worker process does. To import it loads everything that reading takes."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from config import account, stages
from config.limits import Limits
from config.trusted import Trusted
from ingest.opening import open_message
from jobs.pipeline import read_submission
from jobs.places import announcer
from parsers.campo.learned import CampoModel
from store.model import Submission
from store.originals import Originals, OriginalsOnDisk


def read(
    originals: Originals,
    sha256: str,
    limits: Limits,
    own_address: str,
    model: CampoModel,
    without: Mapping[str, str],
    replaced: Mapping[str, str],
    trusted: Trusted,
) -> Submission:
    """What the original says, but for the files at the paths of `without`, each with the reason; those at the paths of
    `replaced` are read from the originals of these names. Raises as `Originals.get` does.
    """
    files = {path: originals.get(name) for path, name in replaced.items()}
    original = originals.get(sha256)
    with stages.measured() as seconds:
        found = read_submission(original, limits, own_address, model, without, files, trusted)
    return replace(found, seconds=seconds)


def read_stored(
    folder: str,
    sha256: str,
    limits: Limits,
    own_address: str,
    model: CampoModel,
    without: Mapping[str, str],
    replaced: Mapping[str, str],
    trusted: Trusted,
    place: str,
) -> Submission:
    """The same of an original in a folder; `place` is the file in which it is noted which document is being read."""
    account.enforce(announcer(Path(place)))
    originals = OriginalsOnDisk(Path(folder))
    return read(originals, sha256, limits, own_address, model, without, replaced, trusted)


def take_apart(folder: str, sha256: str, limits: Limits) -> dict[str, bytes]:
    """The files in an original by path."""
    opened = open_message(OriginalsOnDisk(Path(folder)).get(sha256), limits)
    return {file.path: file.content for file in opened.files}
