"""The limits that keep one odd mail from harming the others. Each is a setting of the same name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for opening and reading one message; bytes, counts, percent and seconds as the names say."""

    message_bytes: int = 150 * 1024 * 1024
    file_bytes: int = 100 * 1024 * 1024
    inflated_bytes: int = 500 * 1024 * 1024
    inflate_ratio: int = 200
    archive_entries: int = 1000
    files: int = 2000
    depth: int = 8
    mime_parts: int = 5000
    pdf_pages: int = 500
    text_chars: int = 5_000_000
    unexplained_words: int = 12
    scheda_chars: int = 100_000
    scheda_words_percent: int = 60
    message_seconds: int = 300
    memory_bytes: int = 2 * 1024 * 1024 * 1024
