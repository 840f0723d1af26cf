"""Containers of files and their signatures (ASiC, ETSI EN 319 162-1; `.asice`, `.asics`, `.sce`, `.scs`): a zip whose
signatures lie in `META-INF`.
"""

import base64
import binascii
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from asn1crypto import x509
from lxml import etree

from config.vocabulary import Integrity, SignatureForm
from ingest.dates import in_utc
from ingest.model import Signature
from ingest.names import safe_filename
from ingest.signatures import MORE, MOST, Digests, digests_of, names_of, signatures_of

_MIMETYPES = (b"application/vnd.etsi.asic-e+zip", b"application/vnd.etsi.asic-s+zip")
#: EN 319 162-1 4.3.3, 4.4.3: CAdES signatures, XAdES signatures, the manifests that CAdES signs, time stamps over
#: files.
_SIGNATURE = re.compile(r"META-INF/[^/]*(?:signature|timestamp)[^/]*\.(?:p7s|xml|tst)", re.IGNORECASE)
_INSIDE = re.compile(r"mimetype|META-INF/[^/]*\.(?:p7s|xml|tst|ers|rdf)", re.IGNORECASE)
_NOT_SIGNED = "the file is not what was signed"
#: Of an entry that needs a password (APPNOTE 4.4.4).
_ENCRYPTED_FLAG = 0x1


def is_container(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is such a container: it says so, or it has signatures where containers have them and is no
    document.
    """
    names = archive.namelist()
    said = archive.getinfo("mimetype") if "mimetype" in names else None
    if said is not None and said.file_size < 200 and not said.flag_bits & _ENCRYPTED_FLAG:
        return archive.read("mimetype").strip() in _MIMETYPES
    document = "[Content_Types].xml" in names or "content.xml" in names
    return not document and any(_SIGNATURE.fullmatch(name) for name in names)


def is_inside(name: str) -> bool:
    """Whether an entry belongs to the container itself and is none of the files that were signed."""
    return _INSIDE.fullmatch(name) is not None


def signatures_in(files: Mapping[str, bytes], path: str) -> Iterator[Signature]:
    """The signatures of a container whose entries are `files` and whose path is `path`, each with the path of the
    file it signs.

    CAdES is checked over the file, or over the manifest and the digests in it; of XAdES only the digests are.
    """
    data = {name: content for name, content in files.items() if not is_inside(name)}
    digests = Digests(files)
    signing = [name for name in files if _SIGNATURE.fullmatch(name)]
    for name in signing[:MOST]:
        if name.lower().endswith(".xml"):
            yield from _xades(files[name], data, digests, path)
        elif name.lower().endswith(".p7s"):
            yield from _cades(files[name], files, data, digests, path)
    if len(signing) > MOST:
        yield Signature(path, SignatureForm.DETACHED, Integrity.NOT_CHECKED, detail=MORE)


def _cades(
    encoded: bytes, files: Mapping[str, bytes], data: Mapping[str, bytes], digests: Digests, path: str
) -> Iterator[Signature]:
    covered = digests.having(digests_of(encoded))
    if covered is None or covered in data:
        # A file of its own that does not have the digest was altered; which one it was is sure where there is but one.
        name = covered or (next(iter(data)) if len(data) == 1 else None)
        where = _at(path, name) if name is not None else path
        yield from signatures_of(encoded, where, SignatureForm.DETACHED, data[name] if name is not None else None)
        return
    found = signatures_of(encoded, path, SignatureForm.DETACHED, files[covered])
    for name, same in _references(files[covered], data, digests):
        for signature in found:
            signed = replace(signature, path=_at(path, name))
            yield signed if same else replace(signed, integrity=Integrity.ALTERED, detail=_NOT_SIGNED)


def _xades(document: bytes, data: Mapping[str, bytes], digests: Digests, path: str) -> Iterator[Signature]:
    root = _parsed(document)
    if root is None:
        yield Signature(path, SignatureForm.DETACHED, Integrity.NOT_CHECKED, detail="the XML signature is damaged")
        return
    names = _names(root)
    claimed = _moment("".join(root.xpath("string(//*[local-name()='SigningTime'])")))
    for name, same in _references(document, data, digests):
        integrity = Integrity.NOT_CHECKED if same else Integrity.ALTERED
        detail = "an XML signature: the file has the digest that was signed" if same else _NOT_SIGNED
        yield Signature(_at(path, name), SignatureForm.DETACHED, integrity, **names, signed_at=claimed, detail=detail)


def _references(document: bytes, data: Mapping[str, bytes], digests: Digests) -> Iterator[tuple[str, bool]]:
    """The files that a manifest or XML signature names, each once, and whether it has the digest that is written
    there.
    """
    root = _parsed(document)
    named: set[str] = set()
    for reference in (
        root.xpath("//*[local-name()='Reference' or local-name()='DataObjectReference']") if root is not None else ()
    ):
        name = unquote(reference.get("URI") or "")
        if name not in data or name in named:
            continue
        named.add(name)
        how = str(reference.xpath("string(*[local-name()='DigestMethod']/@Algorithm)")).rpartition("#")[2]
        try:
            wanted = base64.b64decode(str(reference.xpath("string(*[local-name()='DigestValue'])")))
        except (binascii.Error, ValueError):
            wanted = b""
        yield name, digests.of(name, how.replace("-", "")) == wanted


def _at(path: str, name: str) -> str:
    """Where a file of the container stands in the message: its folders do not count there."""
    return f"{path}/{safe_filename(name, name)}"


def _parsed(document: bytes) -> Any:
    try:
        return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _names(root: Any) -> dict[str, Any]:
    """The names in the first certificate; {} where there is none that can be read."""
    try:
        encoded = base64.b64decode(str(root.xpath("string(//*[local-name()='X509Certificate'])")))
        return names_of(x509.Certificate.load(encoded))
    except (binascii.Error, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return in_utc(moment)
