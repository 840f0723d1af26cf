"""The limits that keep one odd mail from harming the others. Each is a setting of the same name."""

from dataclasses import dataclass

#: Programs of the system that readers use, by the names of the setting WITHOUT_TOOLS.
TOOLS = ("tesseract", "libreoffice", "libarchive")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for opening and reading one message; bytes, counts, percent and seconds as the names say.

    `document_seconds` and `message_seconds` are CPU time, of the process and its tools. `asleep_seconds` is the time
    for which a process may do nothing although the machine would let it. `worker_deaths` bounds how often one message
    is read again without the document at which its worker died. `without_tools` names tools that are deliberately not
    there, `readable` folders besides those of the system that readers and tools may read.
    """

    message_bytes: int = 150 * 1024 * 1024
    file_bytes: int = 100 * 1024 * 1024
    inflated_bytes: int = 500 * 1024 * 1024
    inflate_ratio: int = 200
    archive_entries: int = 1000
    files: int = 2000
    depth: int = 8
    mime_parts: int = 5000
    problems_alike: int = 20
    pdf_pages: int = 500
    pdf_page_bytes: int = 32 * 1024 * 1024
    sheet_cells: int = 1_000_000
    text_chars: int = 5_000_000
    blocks: int = 20_000
    unexplained_words: int = 12
    scheda_chars: int = 100_000
    scheda_words_percent: int = 60
    document_seconds: int = 600
    message_seconds: int = 3600
    asleep_seconds: int = 120
    worker_deaths: int = 10
    memory_bytes: int = 2 * 1024 * 1024 * 1024
    tool_memory_bytes: int = 2 * 1024 * 1024 * 1024
    without_tools: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()


def over(name: str, have: int, needed: int | None = None) -> str:
    """How a limit is told that something went past: `LIMIT_FILES is 10; 12 would do`. `needed` is None if nobody
    knows.
    """
    return f"LIMIT_{name.upper()} is {have}" + ("" if needed is None else f"; {needed} would do")


def over_room(limits: Limits, budget: int, needed: int | None = None) -> str:
    """The same of a file that is unpacked while `budget` bytes are left for all: the limit of one file, or that of
    all.
    """
    if limits.file_bytes < budget and (needed is None or needed > limits.file_bytes):
        return over("file_bytes", limits.file_bytes, needed)
    spent = limits.inflated_bytes - budget
    return over("inflated_bytes", limits.inflated_bytes, None if needed is None else spent + needed)
