"""Short commands start quickly: what reading, storing and drawing need is loaded where it is used."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import load
from jobs.app import open_app

#: Libraries that take longer to load than a short command may.
HEAVY = {
    "alembic", "apscheduler", "asn1crypto", "cryptography", "docx", "duckdb", "imapclient", "jinja2", "libarchive",
    "lxml", "numpy", "olefile", "pdfminer", "pdfplumber", "pebble", "PIL", "prometheus_client", "psycopg",
    "pydantic_settings", "pypdfium2", "rapidfuzz", "requests", "rich", "textual", "tnefparse", "xlsxwriter",
}  # fmt: skip
#: Parts of ours that only reading or storing a message needs.
OWN = {
    "ingest.model",
    "jobs.pipeline",
    "jobs.readers",
    "jobs.reading",
    "parsers.model",
    "parsers.understand",
    "store.links",
    "store.records",
}
#: Prints what was loaded when a command has ended.
CODE = """
import json, sys
from jobs.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
finally:
    sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize(
    ("command", "more"),
    [
        (["--help"], {"pydantic", "sqlalchemy", "jobs.app"}),
        (["status", "--json"], set()),
        (["messages", "--json"], set()),
        (["completion", "bash"], {"sqlalchemy"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_short_command_loads_nothing_heavy(command: list[str], more: set[str], tmp_path: Path) -> None:
    with open_app(load({}, data_dir=tmp_path)):
        pass
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RACCOLTA_")}
    ended = subprocess.run(
        [sys.executable, "-c", CODE, *command],
        env=environment | {"RACCOLTA_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    loaded = set(json.loads(ended.stderr.splitlines()[-1]))
    assert not loaded & (HEAVY | OWN | more)
    assert "jobs.cli" in loaded
    assert ended.stdout


def test_the_service_loads_nothing_that_only_its_workers_need() -> None:
    """It stays small beside them."""
    parts = "jobs.service, jobs.readers, ingest.imap, store.links"
    code = f"import json, sys, {parts}; print(json.dumps(list(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=200)
    loaded = set(json.loads(ended.stdout))
    reading = {"jobs.reading", "jobs.pipeline", "parsers.understand", "parsers.readers.office", "ingest.opening"}
    assert not loaded & (reading | {"numpy", "pdfplumber", "PIL", "pycrfsuite", "pypdfium2", "rapidfuzz"})
    assert "jobs.readers" in loaded
