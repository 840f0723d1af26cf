"""Outlook's private wrapping of a mail (TNEF, [MS-OXTNEF], `winmail.dat`).

It is taken apart in a child process: the library is known to take all memory of a machine on a damaged file, and only a
process of its own can be given bounds.
"""

import pickle
import sys

from config import children
from config.errors import DocumentError, DocumentLimitError
from config.limits import Limits
from ingest.mime import MimePart

_MARK = b"\x78\x9f\x3e\x22"


def is_tnef(content: bytes) -> bool:
    """Whether these bytes are TNEF."""
    return content.startswith(_MARK)


def read_tnef(content: bytes, limits: Limits) -> MimePart:
    """The wrapped mail: its text, if any, and its attachments. Raises DocumentLimitError or DocumentError."""
    command = [sys.executable, "-m", "ingest.envelopes.tnef_child"]
    done = children.run(command, given=content, memory_bytes=limits.memory_bytes, asleep_seconds=limits.asleep_seconds)
    if done.code != 0:
        if "MemoryError" in done.said:
            raise DocumentLimitError("taking the TNEF file apart takes more than LIMIT_MEMORY_BYTES")
        raise DocumentError(f"the TNEF file is damaged: {done.said or f'code {done.code}'}")
    tree = pickle.loads(done.output)  # noqa: S301 - written by our own child a moment ago
    assert isinstance(tree, MimePart)
    return tree
