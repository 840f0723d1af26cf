"""Word 97-2003, RTF and OpenDocument texts: converted by LibreOffice to a Word package, which keeps their ticks."""

import tempfile
from pathlib import Path

from config.errors import DocumentError
from config.limits import Limits
from parsers import identify
from parsers.model import DocumentText
from parsers.readers import docx
from parsers.readers.tools import run_tool

_SUFFIXES = {identify.DOC: ".doc", identify.RTF: ".rtf", identify.ODT: ".odt"}
#: Share of the time of a message that one conversion may take.
_SHARE = 0.4


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a document that LibreOffice can open. Raises DocumentError if it cannot, or is not there."""
    media_type = identify.identify(content)
    with tempfile.TemporaryDirectory(prefix="raccolta-") as name:
        folder = Path(name)
        source = folder / f"document{_SUFFIXES.get(media_type, '.doc')}"
        source.write_bytes(content)
        # A profile of its own: one that is shared is locked by the first process.
        run_tool(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--norestore",
                "--convert-to",
                "docx",
                "--outdir",
                name,
                str(source),
            ],
            remedy="apt-get install libreoffice-writer-nogui",
            seconds=max(10.0, limits.message_seconds * _SHARE),
            environment={"HOME": name, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
        converted = folder / "document.docx"
        if not converted.exists():
            raise DocumentError("LibreOffice could not open it (damaged, encrypted or of another kind)")
        text = docx.read(converted.read_bytes(), limits)
    return DocumentText(media_type, text.blocks, text.pages, notes=("converted by LibreOffice",))
