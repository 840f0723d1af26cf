"""`raccolta browse` as a person uses it: started, asked over HTTP, stopped."""

import csv
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa
from click.testing import Result

from store import schema
from store import tables as t
from store.cookbook import questions
from store.database import Database
from store.export import export
from store.snapshot import tables, write_snapshot
from tests.services import free_port
from tests.specimens.campaign import fill

#: Of 90 replies five describe nothing, the others three practices each.
SCHEDE = 255
#: What must not be shown without `--full`: in a text, in the title of an agreement, in the name of a file.
SECRETS = ("mario.rossi@example.it", "anna.bianchi@example.it", "Scheda di Mario Rossi.pdf")


def _collection(database: Database) -> None:
    schema.upgrade(database)
    fill(database, 90)
    with database.write() as connection:
        text = "Corsi di lingua per stranieri.\n\nInformazioni: mario.rossi@example.it.\nPerché no?"
        connection.execute(sa.update(t.schede).where(t.schede.c.id == 30).values(description=text))
        title = "Intesa con anna.bianchi@example.it"
        connection.execute(sa.update(t.protocolli).where(t.protocolli.c.id == 3).values(title=title))
        connection.execute(sa.update(t.documents).where(t.documents.c.id == 3).values(filename=SECRETS[2]))
    schema.upgrade(database)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browse")
    database = Database(f"sqlite:///{folder / 'raccolta.db'}")
    _collection(database)
    database.close()
    return folder


@dataclass
class _Server:
    """A running server: the address that it printed, and the folder that its temporary files are in."""

    address: str
    temporary: Path
    process: subprocess.Popen[str]

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        try:
            with urlopen(Request(self.address + path, headers=headers), timeout=120) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace")

    def page(self, path: str) -> str:
        status, text = self.get(path)
        assert status == 200, text
        return text

    def rows(self, path: str) -> list[list[object]]:
        found: list[list[object]] = json.loads(self.page(path))["rows"]
        return found


@contextmanager
def _browsing(data: Path, temporary: Path, *options: str) -> Iterator[_Server]:
    temporary.mkdir()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("raccolta")), "browse", "--port", "0", "--seconds", "120", *options],
        env=os.environ | {"RACCOLTA_DATA_DIR": str(data), "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        address = re.search(r"open (http://127\.0\.0\.1:\d+/raccolta) ", said)
        assert address, said
        yield _Server(address[1], temporary, process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Server]:
    with _browsing(data, tmp_path_factory.mktemp("server") / "tmp") as running:
        yield running


def test_the_database_and_its_tables_say_what_they_hold(server: _Server) -> None:
    home = server.page("")
    assert "Personal data are left out." in home
    shown = {table.name for table in tables(full=False)} - {"v_dictionary"}
    assert {name for name in shown if f'href="/raccolta/{name}"' in home} == shown
    for table in tables(full=False):
        page = server.page(f"/{table.name}?_size=1")
        assert table.view.meaning in page.replace("&#39;", "'"), table.name
        assert "Sigla of the office" in page or "prefettura" not in dict(table.columns) or "Sigla" in page


def test_rows_are_counted_by_region_and_lead_to_their_office(server: _Server) -> None:
    found = json.loads(server.page("/v_schede_public.json?_size=1"))["facet_results"]
    counts = {value["value"]: value["count"] for value in found["region"]["results"]}
    assert len(counts) > 10
    assert sum(counts.values()) == SCHEDE
    page = server.page("/v_schede_public?_size=20")
    assert '<a href="/raccolta/v_offices/AO">Aosta</a>' in page


def test_ready_questions_answer_as_the_views_do(server: _Server, data: Path) -> None:
    there = {table.name for table in tables(full=False)}
    answerable = [one for one in questions() if one.views <= there]
    assert len(answerable) >= 20
    database = Database(f"sqlite:///{data / 'raccolta.db'}")
    for one in answerable:
        with database.read() as connection:
            right = [tuple(map(_plain, row)) for row in connection.execute(sa.text(one.sql))]
        given = [tuple(map(_plain, row)) for row in server.rows(f"/{one.name}.json?_shape=arrays&_size=max")]
        assert given == right, one.words
    database.close()


def _plain(value: object) -> object:
    """A value without what tells a moment of one table from that of another, and personal data."""
    if not isinstance(value, str):
        return value
    value = re.sub(r"[\w.]+@example\.it", "[indirizzo e-mail omesso]", value)
    moment = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.0+|\+00:00)?", value)
    return f"{moment[1]} {moment[2]}" if moment else value


@pytest.mark.parametrize("words", ["straniero", "CORSO lingua", '"corsi di lingua"', "perche", "lingue -laboratorio"])
def test_a_search_takes_words_in_any_form(words: str, server: _Server) -> None:
    found = server.page(f"/search-practices?words={quote(words)}")
    assert '<a href="/raccolta/v_schede_public/30">30</a>' in found
    assert '<a href="/raccolta/v_schede_public/30">30</a>' in server.page(
        f"/v_schede_public?_search={quote(words)}&_size=100"
    )


@pytest.mark.parametrize("words", ["", "'", '"', "*", "-", "di", "elefante", "NOT (", "title:"])
def test_a_search_for_no_word_finds_nothing_and_does_not_fail(words: str, server: _Server) -> None:
    assert server.rows(f"/search-practices.json?words={quote(words)}&_shape=arrays") == []


def test_a_practice_has_a_page_with_its_text_agreements_and_likes(server: _Server) -> None:
    page = server.page("/v_schede_public/30")
    assert '<article class="record" role="main" lang="it">' in page
    assert "<p>Corsi di lingua per stranieri.</p>" in page
    assert 'href="/raccolta/v_offices/AO"' in page
    assert "Accordi alla base della pratica" in page
    assert re.search(r'href="/raccolta/v_protocolli/3">Intesa con \[indirizzo e-mail omesso\]', page)
    likes = re.findall(r'href="/raccolta/v_schede_public/(\d+)"', page.partition("Pratiche simili")[2])
    assert likes
    assert "Corsi" in server.page(f"/v_schede_public/{likes[0]}")


def test_an_agreement_has_a_page_with_its_parties_and_practices(server: _Server) -> None:
    page = server.page("/v_protocolli/3")
    parties = server.rows("/v_parties.json?_shape=arrays&protocollo_id=3&_col=party")
    assert len(parties) == 2
    assert [row for row in parties if f">{row[-1]}</a></li>" not in page] == []
    assert 'href="/raccolta/v_schede_public/30">Pratica 3</a>' in page


def test_no_personal_data_are_in_what_is_served(server: _Server, tmp_path: Path) -> None:
    (file,) = server.temporary.rglob("raccolta.db")
    shutil.copy(file, tmp_path / "copy.db")
    content = (tmp_path / "copy.db").read_bytes()
    assert [secret for secret in SECRETS if secret.encode() in content] == []
    with sqlite3.connect(tmp_path / "copy.db") as link:
        names = {row[0] for row in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not names & {"v_schede", "v_messages", "v_documents", "v_problems"}
    assert server.get("/v_schede")[0] == 404


def test_a_download_holds_all_rows_and_no_order_to_a_sheet(server: _Server) -> None:
    rows = list(csv.reader(io.StringIO(server.page("/v_schede_public.csv?_stream=on"), newline="")))
    assert len(rows) == SCHEDE + 1
    asked = "/?sql=" + quote("SELECT '=1+2;=3' AS a, 'due' AS b")
    assert server.page(asked.replace("/?", ".csv?")).splitlines() == ["a,b", "'=1+2;'=3,due"]


def test_nothing_can_be_written(server: _Server) -> None:
    status, _ = server.get("?sql=" + quote("DELETE FROM v_schede_public"))
    assert status == 400
    assert len(server.rows("/v_schede_public.json?_shape=arrays&_size=max")) == SCHEDE


def test_only_its_own_name_is_answered(server: _Server) -> None:
    assert server.get("", Host="foreign.example")[0] == 421
    port = server.address.split(":")[2].split("/")[0]
    assert server.get("", Host=f"localhost:{port}")[0] == 200


def test_full_shows_all_views_and_ends_without_leaving_a_file(data: Path, tmp_path: Path) -> None:
    with _browsing(data, tmp_path / "tmp", "--full") as running:
        home = running.page("")
        assert "With personal data" in home
        assert {table.name for table in tables(full=True)} >= {"v_schede", "v_messages", "v_problems", "v_reviews"}
        page = running.page("/v_schede/30")
        assert SECRETS[0] in page
        assert 'href="/raccolta/v_schede/30"' in running.page("/v_protocolli/3")
        assert SECRETS[2] in running.page("/v_documents/3")
        assert running.rows("/what-went-wrong-how-often-and-what-to-do-about-it.json?_shape=arrays")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(120) == 0
        assert list(running.temporary.iterdir()) == []


def test_personal_data_are_not_offered_to_others(data: Path, command: Callable[..., Result]) -> None:
    done = command("browse", "--full", "--host", "0.0.0.0", "--data-dir", str(data))
    assert done.exit_code != 0
    assert "without a login" in str(done.exception)


def test_an_address_that_is_taken_is_said(data: Path, command: Callable[..., Result]) -> None:
    import socket

    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        done = command("browse", "--port", str(port), "--data-dir", str(data))
    assert "cannot be had" in str(done.exception)


@pytest.mark.service
def test_snapshot_and_export_are_the_same_from_both_engines(postgresql_server: str, tmp_path: Path) -> None:
    from tests.services import fresh_database

    with fresh_database(postgresql_server, f"browse_{os.getpid()}") as url:
        files = [_snapshot(url, tmp_path / "a.db"), _snapshot(f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "b.db")]
    exported = [file.with_suffix(".jsonl").read_text(encoding="utf-8") for file in files]
    assert exported[0] == exported[1]
    for table in tables(full=True):
        one, other = (
            sqlite3.connect(file).execute(f"SELECT * FROM {table.name} ORDER BY {table.order}").fetchall()
            for file in files
        )
        assert one == other, table.name


def _snapshot(url: str, file: Path) -> Path:
    database = Database(url)
    _collection(database)
    counts = write_snapshot(database, file, full=True)
    with file.with_suffix(".jsonl").open("w", encoding="utf-8") as out:
        export(database, "offices", "jsonl", out)
    database.close()
    assert counts["v_offices"] == 106
    return file
