"""Words of a mail that are longer than their column, or that no database takes: on both engines they cost nobody."""

import zipfile
from pathlib import Path

import pytest

from config.settings import load
from jobs.app import open_app
from jobs.imports import import_paths
from jobs.process import process_due
from jobs.readers import InlineReader
from tests.unit.test_hostile_contents import attached, mail, odt, zipped

pytestmark = pytest.mark.service

_ODF = "application/vnd.oasis.opendocument.x"
ODD = {
    "a long declared type": mail(("Content-Type: application/" + "x" * 400 + "; name=a.bin", b"abc")),
    "a long parameter": mail((f"Content-Type: text/plain; charset=utf-8; x={'y' * 4000}; name=a.txt", b"nota")),
    "a long type in a package": mail(
        attached("a.odt", zipped({"mimetype": (_ODF + "y" * 150).encode(), "content.xml": b"<a/>"}, zipfile.ZIP_STORED))
    ),
    "NUL in the type of a package": mail(
        attached("a.odt", zipped({"mimetype": b"application/x\0y", "content.xml": b"<a/>"}, zipfile.ZIP_STORED))
    ),
    "NUL in a type": mail(("Content-Type: application/x\0y; name=a.bin", b"abc")),
    "NUL in a name": mail(attached("a\0b.bin", b"abc")),
    "half a character in a name": mail(attached("=?utf-16?B?2AAAYQ==?=.bin", b"abc")),
    "half a character in a file": mail(attached("a.html", b"<p>prima &#xD800; dopo</p>")),
    "NUL in a document": mail(attached("a.odt", odt("<text:p>prima &#0; dopo</text:p>"))),
    "a long protocol word": mail(
        attached("daticert.xml", b'<postacert tipo="' + b"t" * 300 + b'" errore="' + b"e" * 300 + b'"></postacert>')
    ),
}


def test_words_that_no_column_takes_cost_neither_the_mail_nor_another(database_url: str, tmp_path: Path) -> None:
    for name, content in ODD.items():
        file = tmp_path / "posta" / f"{name}.eml"
        file.parent.mkdir(exist_ok=True)
        unlike = name.replace(" ", "-").encode()
        file.write_bytes(content.replace(b"<g@example.org>", b"<" + unlike + b"@example.org>"))
    settings = load({}, data_dir=tmp_path / "data", database_url=database_url, without_tools="libreoffice")
    with open_app(settings) as app:
        import_paths(app, [tmp_path / "posta"])
        process_due(app, InlineReader(app.originals, app.settings.limits))
        found = list(app.queries.messages())
    assert len(found) == len(ODD)
    assert {message["source"]: message["error"] for message in found if message["status"] == "failed"} == {}
    assert [[scheda["campo"] for scheda in message["schede"]] for message in found] == [[7]] * len(ODD)
