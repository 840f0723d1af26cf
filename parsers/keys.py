"""Names of records: unique in a message by construction, the same whenever the same words are read from the same
file.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parsers.italian.text import fold
from parsers.model import Protocollo, Scheda


def scheda_keys(schede: Sequence[Scheda], digests: Mapping[str, str]) -> list[Scheda]:
    """The schede, each with its key; `digests` are the SHA-256 of the documents by path.

    A key is made of file, campo, title and text, never of the place among the others: a neighbour that appears or
    vanishes changes no key. Records equal in all of these are counted, since one of them is as good as the other.
    """
    named = [
        (s.document, digests.get(s.document, ""), f"{s.campo}", fold(s.title), fold(s.description)) for s in schede
    ]
    return [replace(scheda, key=key) for scheda, key in zip(schede, _counted(named), strict=True)]


def protocollo_keys(protocolli: Sequence[Protocollo], digests: Mapping[str, str]) -> list[Protocollo]:
    """The agreements, each with its key: file and place among those of one file."""
    named = [(protocollo.document, digests.get(protocollo.document, "")) for protocollo in protocolli]
    return [replace(protocollo, key=key) for protocollo, key in zip(protocolli, _counted(named), strict=True)]


def _counted(named: Sequence[tuple[str, ...]]) -> list[str]:
    """A short name for each, with a count behind those that are equal."""
    seen: Counter[tuple[str, ...]] = Counter()
    keys = []
    for parts in named:
        keys.append(_short((*parts, str(seen[parts]))))
        seen[parts] += 1
    return keys


def _short(parts: Sequence[str]) -> str:
    # What a broken file leaves of its characters (lone surrogates) has bytes of its own too.
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
