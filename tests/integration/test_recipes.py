"""What docs/analysts.md says about other programs, done as it says: commands, Python, psql, LibreOffice."""

import csv
import os
import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from jobs.cli import cli
from store import roles, schema
from store.database import Database
from store.export import rows_of
from tests.services import fresh_database
from tests.specimens.campaign import fill

pytestmark = pytest.mark.service

TEXT = (Path(__file__).parents[2] / "docs" / "analysts.md").read_text(encoding="utf-8")
Rows = dict[str, list[dict[str, Any]]]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the commands of the page were given, which is the working folder from then on."""
    made = tmp_path_factory.mktemp("recipes")
    database = Database(f"sqlite:///{made / 'data' / 'raccolta.db'}")
    schema.upgrade(database)
    fill(database, 90)
    schema.upgrade(database)
    database.close()
    with chdir(made):
        (block,) = blocks("sh")
        for line in block.splitlines():
            program, *arguments = shlex.split(line)
            assert program == "raccolta"
            done = CliRunner().invoke(cli, arguments, env={"RACCOLTA_DATA_DIR": str(made / "data")})
            assert done.exit_code == 0, (line, done.output, done.exception)
        yield made


@pytest.fixture(scope="module")
def rows(folder: Path) -> Rows:
    """What the views hold."""
    database = Database(f"sqlite:///{folder / 'data' / 'raccolta.db'}")
    subjects = ("schede_public", "messages", "offices", "parties")
    found = {subject: list(rows_of(database, subject)) for subject in subjects}
    database.close()
    return found


def _ran(library: str) -> dict[str, Any]:
    """The names that the block for a library leaves."""
    (block,) = (one for one in blocks("python") if one.startswith(f"import {library}"))
    names: dict[str, Any] = {}
    exec(block, names)
    return names


def test_each_block_of_python_has_a_test() -> None:
    libraries = {re.match(r"import (\w+)", block)[1] for block in blocks("python")}  # type: ignore[index]
    assert libraries == {"pandas", "duckdb", "pyarrow", "pyogrio"}


def test_pandas(rows: Rows) -> None:
    names = _ran("pandas")
    counts = Counter((row["region"], row["campo"]) for row in rows["schede_public"])
    table = names["table"].stack()
    assert {key: count for key, count in table.items() if count} == counts
    assert names["weeks"].sum() == 90
    assert str(names["messages"]["sent_at"].dtype).startswith("datetime64")
    published = names["published"]
    assert sorted(published["prefettura"]) == sorted(row["prefettura"] for row in rows["schede_public"])
    assert "NA" in set(published["prefettura"])


def test_duckdb(rows: Rows) -> None:
    names = _ran("duckdb")
    signed = Counter(row["party"] for row in rows["parties"])
    assert {party: agreements for party, agreements, _ in names["signed"]} == signed
    assert names["silent"] == [(row["prefettura"],) for row in rows["offices"] if not row["replied"]]


def test_pyarrow(rows: Rows) -> None:
    fifth = _ran("pyarrow")["fifth"].to_pylist()
    right = [row for row in rows["schede_public"] if row["campo"] == 5]
    assert fifth == [{name: row[name] for name in ("scheda_id", "title", "region")} for row in right]


def test_what_qgis_reads_with(rows: Rows) -> None:
    regions = _ran("pyogrio")["regions"]
    counts = Counter(row["region"] for row in rows["schede_public"])
    assert {region: count for region, count in regions.items() if count} == counts


def test_libreoffice_opens_the_workbook(folder: Path, rows: Rows, libreoffice: str, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    # The figure says UTF-8.
    asked = [libreoffice, profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    asked += ["--outdir", str(tmp_path), str(folder / "schede.xlsx")]
    subprocess.run(asked, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=250)
    with (tmp_path / "schede.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert [row["scheda_id"] for row in found] == [str(row["scheda_id"]) for row in rows["schede_public"]]
    assert [row["sent_at"][:10] for row in found] == [row["sent_at"][:10] for row in rows["schede_public"]]
    assert "NA" in {row["prefettura"] for row in found}


def test_psql_as_an_analyst(postgresql_server: str, tmp_path: Path) -> None:
    (block,) = blocks("psql")
    with fresh_database(postgresql_server, f"recipes_{os.getpid()}") as url:
        database = Database(url)
        schema.upgrade(database)
        fill(database, 90)
        roles.apply(database)
        analyst = f"analyst_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as link:
            link.execute(f"CREATE ROLE {analyst} LOGIN IN ROLE {roles.ANALYSTS}")
        asked = ["psql", url.replace("raccolta@", f"{analyst}@"), "-X", "-v", "ON_ERROR_STOP=1"]
        try:
            done = subprocess.run(asked, input=block, text=True, capture_output=True, cwd=tmp_path, check=False)
            refused = subprocess.run([*asked, "-c", "SELECT * FROM v_schede"], capture_output=True, check=False)
            offices = list(rows_of(database, "offices"))
        finally:
            database.close()
            with psycopg.connect(url, autocommit=True) as link:
                link.execute(f"DROP ROLE {analyst}")
    assert done.returncode == 0, done.stderr
    assert refused.returncode != 0
    with (tmp_path / "offices.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert [(row["prefettura"], row["schede"]) for row in found] == [
        (row["prefettura"], str(row["schede"])) for row in offices
    ]
