"""What LibreOffice opens for us: sheets, presentations, files of old programs, and Word files that our own reader is
not sure of.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from config.errors import DocumentError, EncryptedDocumentError
from config.limits import Limits
from parsers import identify
from parsers.model import DocumentText
from parsers.readers.tools import run_tool

#: For each kind: the ending of its files, what it is converted to, the Debian package that can do it. A Word package keeps
#: ticks, a page of HTML keeps cells, a PDF keeps what stands on a slide.
_CONVERSIONS = {
    identify.DOC: (".doc", "docx", "libreoffice-writer-nogui"),
    identify.OLD_WORD: (".doc", "docx", "libreoffice-writer-nogui"),
    identify.WORKS: (".wps", "docx", "libreoffice-writer-nogui"),
    identify.WRITE: (".wri", "docx", "libreoffice-writer-nogui"),
    identify.WORDPERFECT: (".wpd", "docx", "libreoffice-writer-nogui"),
    identify.XLS: (".xls", "html", "libreoffice-calc-nogui"),
    identify.XLSX: (".xlsx", "html", "libreoffice-calc-nogui"),
    identify.XLSB: (".xlsb", "html", "libreoffice-calc-nogui"),
    identify.EXCEL_XML: (".xml", "html", "libreoffice-calc-nogui"),
    identify.FODS: (".fods", "html", "libreoffice-calc-nogui"),
    identify.ODS: (".ods", "html", "libreoffice-calc-nogui"),
    identify.PPT: (".ppt", "pdf", "libreoffice-impress-nogui"),
    identify.PPTX: (".pptx", "pdf", "libreoffice-impress-nogui"),
    identify.FODP: (".fodp", "pdf", "libreoffice-impress-nogui"),
    identify.ODP: (".odp", "pdf", "libreoffice-impress-nogui"),
}
#: Share of the time of a message that one conversion may take.
_SHARE = 0.4


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a document that LibreOffice can open. Raises DocumentError if it cannot, or is not there."""
    media_type = identify.identify(content)
    if media_type == identify.ENCRYPTED_OFFICE:
        raise EncryptedDocumentError("the file needs a password to be opened")
    suffix, target, package = _CONVERSIONS.get(media_type, _CONVERSIONS[identify.DOC])
    with tempfile.TemporaryDirectory(prefix="raccolta-") as name:
        folder = Path(name)
        source = folder / f"document{suffix}"
        source.write_bytes(content)
        # A profile of its own: one that is shared is locked by the first process.
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run_tool(
            ["soffice", profile, "--headless", "--norestore", "--convert-to", target, "--outdir", name, str(source)],
            remedy=f"apt-get install {package}",
            seconds=max(10.0, limits.message_seconds * _SHARE),
            environment={"HOME": name, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
        converted = folder / f"document.{target}"
        if not converted.exists():
            raise DocumentError(f"LibreOffice could not open it: damaged, locked, of another kind, or {package} is not installed")
        text = _read(converted.read_bytes(), target, limits)
    return replace(text, media_type=media_type, notes=(*text.notes, "converted by LibreOffice"))


def _read(content: bytes, target: str, limits: Limits) -> DocumentText:
    if target == "docx":
        from parsers.readers import docx

        return docx.read(content, limits)
    if target == "html":
        from parsers.readers import html

        return html.read(content, limits)
    from parsers.readers import pdf

    return pdf.read(content, limits)
