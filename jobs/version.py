"""Which version of the understanding made a record."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import config
import ingest
import parsers

#: Code, tables and learned weights: what a reading depends on.
_READ_FROM = frozenset({".py", ".csv", ".npz", ".crfsuite", ".toml"})


@cache
def parser_version(learned: str = "") -> str:
    """The release and a fingerprint of all code that a reading depends on, so that no change of it goes unnoticed;
    `learned` is the name of the model in use.
    """
    digest = hashlib.sha256()
    for package in (config, ingest, parsers):
        folder = Path(package.__file__ or "").parent
        for file in sorted(file for file in folder.rglob("*") if file.suffix in _READ_FROM):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    try:
        release = version("raccolta")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{digest.hexdigest()[:12]}{f'.{learned}' if learned else ''}"
