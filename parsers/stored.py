"""Numbers in a file: NumPy's own `.npz`, without anything that could be code."""

from io import BytesIO
from typing import Any
from zipfile import BadZipFile
from zlib import error as DeflateError  # noqa: N812  # the class has no better name of its own

import numpy as np
from numpy.typing import NDArray


def written(**arrays: NDArray[Any]) -> bytes:
    """The arrays, compressed: the same bytes for the same numbers."""
    buffer = BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def read(content: bytes, *names: str) -> tuple[NDArray[Any], ...]:
    """The arrays of these names that `written` wrote. Raises ValueError for anything else."""
    try:
        with np.load(BytesIO(content), allow_pickle=False) as stored:
            return tuple(stored[name] for name in names)
    except (KeyError, OSError, EOFError, TypeError, ValueError, BadZipFile, DeflateError) as error:
        raise ValueError(f"no file of numbers: {error}") from error
