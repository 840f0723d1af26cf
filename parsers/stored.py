"""Numbers in a file: NumPy's own `.npz`, without anything that could be code."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError  # noqa: N812  # the class has no better name of its own

import numpy as np
from numpy.typing import NDArray


def written(**arrays: NDArray[Any]) -> bytes:
    """The arrays, compressed: the same bytes for the same numbers, whatever release of Python writes them."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            numbers = BytesIO()
            np.lib.format.write_array(numbers, np.asanyarray(array), allow_pickle=False)
            file.writestr(ZipInfo(f"{name}.npy"), numbers.getvalue(), ZIP_DEFLATED)
    return buffer.getvalue()


def read(content: bytes, *names: str) -> tuple[NDArray[Any], ...]:
    """The arrays of these names that `written` wrote. Raises ValueError for anything else."""
    try:
        with np.load(BytesIO(content), allow_pickle=False) as stored:
            return tuple(stored[name] for name in names)
    except (KeyError, OSError, EOFError, TypeError, ValueError, BadZipFile, DeflateError) as error:
        raise ValueError(f"no file of numbers: {error}") from error
