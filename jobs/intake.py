"""Keeps the bytes of what comes in."""

import hashlib

from jobs.app import App


def keep(app: App, original: bytes) -> str:
    """Stores an original and returns its hash; one that was removed for good is not stored again."""
    sha256 = hashlib.sha256(original).hexdigest()
    return sha256 if app.messages.is_purged(sha256) else app.originals.put(original)
