"""Documents that name something elsewhere: pictures, templates, sheets, style sheets. Nothing is fetched, neither where
the system shuts the tools in nor by LibreOffice's own settings alone.
"""

import multiprocessing
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest

from config import confine
from config.confine import Held
from config.landlock import Files
from config.limits import Limits
from parsers.readers import office
from tests.unit.test_hostile_contents import zipped
from tests.unit.test_sheet_cells import OFFICE, SPACES

pytestmark = pytest.mark.service

DRAWN = (
    f'{SPACES} xmlns:draw="{OFFICE}drawing:1.0" xmlns:svg="{OFFICE}svg-compatible:1.0" '
    f'xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def odf(kind: str, body: str) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    listed = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{of}"/>'
        for path, of in (("/", media_type), ("content.xml", "text/xml"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {DRAWN} office:version="1.2">'
        f"<office:body>{body}</office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": media_type.encode(),
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{space}">{listed}</m:manifest>'.encode(),
            "content.xml": content.encode(),
        }
    )


def picture(place: str) -> str:
    return (
        '<draw:frame svg:width="5cm" svg:height="5cm" svg:x="1cm" svg:y="8cm">'
        f'<draw:image xlink:href="{place}/a.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
        "</draw:frame>"
    )


CELL = '<table:table-cell office:value-type="string"><text:p>prova</text:p></table:table-cell>'
ROW = f"<table:table-row>{CELL}</table:table-row>"


def sheet(place: str) -> bytes:
    return odf(
        "spreadsheet",
        f'<office:spreadsheet><table:table table:name="a"><table:shapes>{picture(place)}</table:shapes>'
        f"{ROW}</table:table></office:spreadsheet>",
    )


def linked_sheet(place: str) -> bytes:
    formulas = (f"&quot;prova&quot;&amp;'{place}/b.ods'#$a.A1", f"WEBSERVICE(&quot;{place}/w&quot;)")
    cells = "".join(
        f'<table:table-cell table:formula="of:={formula}" office:value-type="string"><text:p>prova</text:p>'
        "</table:table-cell>"
        for formula in formulas
    )
    source = (
        f'<table:table-source xlink:type="simple" xlink:href="{place}/c.ods" table:mode="copy-all" '
        'table:table-name="a"/>'
    )
    return odf(
        "spreadsheet",
        f'<office:spreadsheet><table:table table:name="a">{source}<table:table-row>{cells}</table:table-row>'
        "</table:table></office:spreadsheet>",
    )


def slide(place: str) -> bytes:
    words = "<draw:text-box><text:p>prova</text:p></draw:text-box>"
    box = f'<draw:frame svg:width="9cm" svg:height="2cm">{words}</draw:frame>'
    page = f'<draw:page draw:name="p">{box}{picture(place)}</draw:page>'
    return odf("presentation", f"<office:presentation>{page}</office:presentation>")


def rtf_in_a_doc(place: str) -> bytes:
    """RTF under the name of a Word file: a picture, a template and a text from elsewhere."""
    fields = "".join(
        f'{{\\field{{\\*\\fldinst {{ {order} "{place}/{name}" \\\\d }}}}{{\\fldrslt prova}}}}'
        for order, name in (("INCLUDEPICTURE", "d.png"), ("INCLUDETEXT", "e.txt"), ("LINK Word.Document.8", "f.doc"))
    )
    return f"{{\\rtf1{{\\*\\template {place}/g.dot}}prova {fields}}}".encode()


def page_as_sheet(place: str) -> bytes:
    """Excel's XML of 2003, with a style sheet and a link."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?xml-stylesheet href="{place}/h.xsl" type="text/xsl"?>'
        f'<?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="a"><Table><Row><Cell ss:HRef="{place}/i"><Data ss:Type="String">prova</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    ).encode()


FETCHING: dict[str, tuple[Callable[[str], bytes], str, str]] = {
    "a picture in a sheet": (sheet, ".ods", "html"),
    "cells of another sheet": (linked_sheet, ".ods", "html"),
    "a picture on a slide": (slide, ".odp", "pdf"),
    "fields of a text": (rtf_in_a_doc, ".doc", "docx"),
    "a style sheet of a sheet": (page_as_sheet, ".xml", "html"),
}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A place of this machine, and who came there."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                heard.append(str(caller))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard


@pytest.fixture
def not_shut_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a system that gives none of the layers."""
    monkeypatch.setattr(confine, "shut_in", lambda *_: Held(network=False, calls=False, files=0))


def converted(content: bytes, suffix: str, target: str) -> bytes:
    found, said = office._convert(content, suffix, target, "libreoffice", Limits())
    assert found, f"it is read all the same{said}"
    return found


@pytest.mark.parametrize("what", FETCHING)
def test_by_its_settings_alone_it_fetches_nothing(
    libreoffice: str, listener: tuple[str, list[str]], not_shut_in: None, what: str
) -> None:
    make, suffix, target = FETCHING[what]
    converted(make(listener[0]), suffix, target)
    assert listener[1] == []


def test_shut_in_it_fetches_nothing_whatever_its_settings(
    libreoffice: str, listener: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as child:
        held = child.submit(confine.shut_in, Files()).result()
    monkeypatch.setattr(office, "_FORBIDDEN", ())
    converted(sheet(listener[0]), ".ods", "html")
    # Without settings and layers it does fetch: so this test can fail.
    assert bool(listener[1]) is not (held.network or held.calls)
