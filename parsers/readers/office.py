"""What LibreOffice opens for us: sheets, presentations, files of old programs, and Word files that our own reader is
not sure of.
"""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from config import account
from config.errors import DocumentError, EncryptedDocumentError
from config.limits import Limits
from parsers import identify
from parsers.model import DocumentText
from parsers.readers import cells, sheets
from parsers.readers.shared.tools import attempt
from parsers.readers.sockets import SOCKETS, sweep

#: For each kind: the ending of its files, what it is converted to, the Debian package that can do it. A Word package
#: keeps ticks, a page of HTML keeps cells, a PDF keeps what stands on a slide.
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
#: Path, name and value of the settings that keep it from running or fetching anything (org.openoffice.Office.Common.xcs
#: and others).
_FORBIDDEN = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    # Pictures are fetched whatever the settings above say; so they are asked of a proxy that is not there.
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    ("/org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
    *(
        ("/org.openoffice.Inet/Settings", f"ooInet{protocol}Proxy{what}", value)
        for protocol in ("HTTP", "HTTPS", "FTP")
        for what, value in (("Name", "127.0.0.1"), ("Port", "9"))
    ),
)
#: A file that each of its parts (text, sheets, slides) must be able to convert, by the ending of what comes out.
_SPECIMENS = {
    "docx": (".txt", b"prova"),
    "html": (".csv", b"prova,1"),
    "pdf": (
        ".fodp",
        b'<?xml version="1.0" encoding="UTF-8"?><office:document '
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" office:version="1.2"'
        b' office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>'
        b'<draw:page draw:name="prova"/></office:presentation></office:body></office:document>',
    ),
}


def read(content: bytes, limits: Limits) -> DocumentText:
    """The blocks of a document that LibreOffice can open. Raises DocumentError if it cannot, or is not there,
    DocumentLimitError if its tables are too large to be tried.
    """
    media_type = identify.identify(content)
    if media_type == identify.ENCRYPTED_OFFICE:
        raise EncryptedDocumentError("the file needs a password to be opened")
    cells.check(content, media_type, limits)
    suffix, target, package = _CONVERSIONS.get(media_type, _CONVERSIONS[identify.DOC])
    converted, said = _convert(content, suffix, target, package, limits)
    if converted is None:
        name, specimen = _SPECIMENS[target]
        if _convert(specimen, name, target, package, limits)[0] is None:
            raise account.outage(f"LibreOffice opens no file of this kind{said}: apt-get install {package}")
        raise DocumentError(f"LibreOffice could not open it: damaged, locked or of another kind{said}")
    if target == "html":
        converted = sheets.named(converted, content, media_type, limits)
    text = _read(converted, target, limits)
    return replace(text, media_type=media_type, notes=(*text.notes, "converted by LibreOffice"))


def _convert(content: bytes, suffix: str, target: str, package: str, limits: Limits) -> tuple[bytes | None, str]:
    """The converted file, None if LibreOffice made none; and what it said if it failed."""
    with tempfile.TemporaryDirectory(prefix="raccolta-") as name:
        folder = Path(name)
        source = folder / f"document{suffix}"
        source.write_bytes(content)
        # A profile of its own: one that is shared is locked by the first process.
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _forbid(folder / "profile" / "user")
        _say_that_it_was_started_before(folder / "profile" / "user")
        ended = attempt(
            ["soffice", profile, "--headless", "--norestore", "--convert-to", target, "--outdir", name, str(source)],
            tool="libreoffice",
            remedy=f"apt-get install {package}",
            limits=limits,
            environment={"HOME": name, "TMPDIR": name, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
            folder=folder,
            sockets=SOCKETS,
        )
        converted = folder / f"document.{target}"
        sweep()
        said = f" (code {ended.code}: {ended.said})" if ended.code else ""
        return converted.read_bytes() if converted.exists() else None, said


def _forbid(user: Path) -> None:
    """Settings of a profile under which LibreOffice runs no macro, updates no link and fetches nothing."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _FORBIDDEN
    )
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>',
        encoding="utf-8",
    )


def _say_that_it_was_started_before(user: Path) -> None:
    """At its first start with a profile LibreOffice looks for extensions and starts anew: that takes time, and it finds
    the socket of its first start, which it may not remove. The file says of which build the extensions are.
    """
    program = shutil.which("soffice")
    values = Path(program).resolve().parent / "versionrc" if program else Path()
    if not values.is_file():
        return
    for line in values.read_text("utf-8", "replace").splitlines():
        if line.startswith("buildid="):
            folder = user / "extensions"
            folder.mkdir()
            (folder / "buildid").write_text(line.removeprefix("buildid=").strip(), encoding="utf-8")


def _read(content: bytes, target: str, limits: Limits) -> DocumentText:
    if target == "docx":
        from parsers.readers.docx import document as docx

        return docx.read(content, limits)
    if target == "html":
        from parsers.readers.web import html

        return html.read(content, limits)
    from parsers.readers.pdf import document as pdf

    return pdf.read(content, limits)
