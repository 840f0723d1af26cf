"""Originals in S3-compatible storage: the only door to it. The extra `scale` brings the library."""

import hashlib
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

from config.errors import (
    OriginalDamagedError,
    OriginalUnreadableError,
    SettingsError,
    StorageRefusedError,
    StorageUnavailableError,
)

if TYPE_CHECKING:
    from obstore.store import S3Store

_KEY = re.compile(r"(?:.*/)?[0-9a-f]{2}/([0-9a-f]{64})\.eml")
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w+)</Code>")
#: Answers that ask to come again (RFC 9110 15.5.9, RFC 6585 4; S3: OperationAborted), in a range that else means no.
_LATER = frozenset({408, 409, 429})
#: Where a machine of the provider asks for a key when none is set: no such answer elsewhere.
_OWN_KEY = "169.254.169.254"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in S3-compatible storage: `url` is s3://BUCKET/PREFIX. Without an `endpoint` it is Amazon's of the
    `region`, without a `key` the one that the machine itself was given. `authorities` are PEM certificates for an
    endpoint of one's own, `seconds` bounds one request.
    """

    url: str
    endpoint: str = ""
    region: str = "us-east-1"
    key: str = ""
    secret: str = ""
    authorities: bytes = b""
    seconds: int = 30


class OriginalsInBucket:
    """Originals as objects `<prefix>/<first two digits>/<hash>.eml`. The storage answers a write when it is durable."""

    def __init__(self, bucket: Bucket) -> None:
        """Nothing is connected yet. Raises SettingsError without the extra, or for a place that cannot be."""
        self.place = bucket.url.rstrip("/")
        self._obstore = _library()
        self._store = _opened(self._obstore, bucket)

    def where(self, sha256: str) -> str:
        """What `Originals.where` promises."""
        return f"{self.place}/{_key(sha256)}"

    def put(self, original: bytes) -> str:
        """One request, whole or not at all; the storage checks the bytes it got against their hash."""
        sha256 = hashlib.sha256(original).hexdigest()
        with self._errors(f"the original {sha256} could not be written below {self.place}"):
            # In parts, a crash would leave parts behind that nobody lists.
            self._obstore.put(self._store, _key(sha256), original, use_multipart=False)
        return sha256

    def get(self, sha256: str) -> bytes:
        """What `Originals.get` promises. Bytes that fell over on the way are asked for once more."""
        for _ in range(2):
            with self._errors(f"the original {sha256} could not be read"):
                original = bytes(self._obstore.get(self._store, _key(sha256)).bytes())
            if hashlib.sha256(original).hexdigest() == sha256:
                return original
        raise OriginalDamagedError(
            f"the original {self.where(sha256)} has changed in its storage; restore it from a backup"
        )

    def hashes(self) -> Iterator[str]:
        """What `Originals.hashes` promises: the storage lists in this order."""
        with self._errors(f"{self.place} could not be listed"):
            for page in self._obstore.list(self._store):
                for item in page:
                    if found := _KEY.fullmatch(item["path"]):
                        yield found[1]

    def remove(self, sha256: str) -> bool:
        """What `Originals.remove` promises. Storage that keeps versions keeps this one: `keeps_versions` tells."""
        try:
            with self._errors(f"the original {sha256} could not be removed"):
                # Only the answer to a reading tells a missing original from a missing bucket.
                self._obstore.get(self._store, _key(sha256))
                self._obstore.delete(self._store, _key(sha256))
        except OriginalUnreadableError:
            return False
        return True

    def keeps_versions(self) -> bool:
        """Writes, reads and removes a small object, to see that all three are allowed; whether what is removed stays as
        an older version.
        """
        # A name of its own: another may be trying just now.
        name = f".check-{uuid.uuid4().hex}"
        with self._errors(f"{self.place} could not be tried"):
            written = self._obstore.put(self._store, name, b"raccolta", use_multipart=False)
            self._obstore.get(self._store, name).bytes()
            self._obstore.delete(self._store, name)
        return written["version"] is not None

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        """What the storage answers, as errors of ours."""
        try:
            yield
        except (FileNotFoundError, self._obstore.exceptions.BaseError) as error:
            raise _typed(what, self.place, str(error)) from error


def _library() -> ModuleType:
    try:
        import obstore
    except ModuleNotFoundError:
        raise SettingsError("ORIGINALS_URL names a bucket, for which raccolta[scale] has to be installed") from None
    return obstore


def _opened(obstore: ModuleType, bucket: Bucket) -> "S3Store":
    from obstore.store import S3Store

    name, _, prefix = bucket.url.removeprefix("s3://").partition("/")
    options: Any = {"allow_http": True, "timeout": timedelta(seconds=bucket.seconds)}
    if bucket.authorities:
        options["root_certificate"] = bucket.authorities
    # Each removal by itself: removing many at once is not known to every storage.
    config: Any = {"region": bucket.region, "checksum_algorithm": "SHA256", "disable_bulk_delete": True}
    if bucket.endpoint:
        config["endpoint"] = bucket.endpoint
    if bucket.key:
        config |= {"access_key_id": bucket.key, "secret_access_key": bucket.secret}
    # Whoever called tries again too, and later; here only what a moment mends.
    retry: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=bucket.seconds)}
    try:
        return S3Store(
            name, prefix=prefix.strip("/") or None, config=config, client_options=options, retry_config=retry
        )
    except (obstore.exceptions.BaseError, ValueError) as error:
        raise SettingsError(f"ORIGINALS_URL or what belongs to it is wrong: {_first_line(str(error))}") from None


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}.eml"


def _typed(what: str, place: str, said: str) -> StorageUnavailableError | StorageRefusedError:
    """A refusal is for a person; what is missing is one original; all else is an outage. Only of one original its name
    is said: the others are the same for all, and told once.
    """
    status = int(found[1]) if (found := _STATUS.search(said)) else 0
    code = found[1] if (found := _CODE.search(said)) else ""
    if status == 404 and code != "NoSuchBucket":
        return OriginalUnreadableError(f"{what}: it is not there")
    if 300 <= status < 500 and status not in _LATER:
        return StorageRefusedError(f"{place}: {code or f'status {status}'}")
    if _OWN_KEY in said:
        return StorageRefusedError(f"{place}: ORIGINALS_KEY is not set, and this machine was given no key")
    return StorageUnavailableError(f"{place}: {f'status {status} {code}'.strip() if status else 'no answer'}")


def _first_line(said: str) -> str:
    return said.strip().split("\n")[0]
