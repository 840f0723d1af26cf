"""The tables of docs/scale.md: what they say follows from what was measured."""

import re

from tests.scale.stages import DOCUMENT, Cost, Measured, filled

STAGES = (
    "reading",
    "taking in, the table",
    "handing out and storing, the table",
    "taking in, the queue",
    "handing out and storing, the queue",
    "original to a bucket and back",
)


def document(own: float, original: float = 100_000) -> str:
    stages = {name: Cost(own=own, database=1, transactions=1, log=1000) for name in STAGES}
    return filled(DOCUMENT.read_text(encoding="utf-8"), Measured(stages, original, 10_000))


def row(text: str, name: str) -> list[str]:
    found = re.search(rf"^\| {re.escape(name)} \|(.+)\|$", text, re.MULTILINE)
    assert found is not None, name
    return [cell.strip() for cell in found[1].split("|")]


def test_what_a_load_takes_is_reckoned_from_the_stages() -> None:
    text = document(own=40)
    # A million a day is 11.6 a second, in the busiest hour 34.7; four stages of 40 ms, six tenths busy: 9.3 cores.
    assert row(text, "mails a second") == ["0.35", "35", "3,472"]
    assert row(text, "cores that read and store") == ["0.069", "9.3", "926"]
    assert row(text, "machines of 8 cores") == ["1", "2", "116"]
    assert row(text, "from the mailbox, MB/s") == ["0.035", "3.5", "347"]
    assert row(text, "mailboxes at 20 MB/s") == ["1", "1", "18"]


def test_a_million_mails_cost_what_their_parts_cost() -> None:
    text = document(own=36)
    # 36 ms of four stages are 40 hours of a core for a million, at six tenths and 0.045 an hour 3.00.
    assert row(text, "reading and storing") == ["3.00"]
    # 100 GB for twelve months.
    assert row(text, "originals, a year") == ["27.60"]


def test_the_document_holds_tables_that_were_measured_and_is_filled_twice_alike() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(float(row(text, name)[0]) > 0 for name in STAGES)
    once = document(own=1)
    stages = {name: Cost(own=1, database=1, transactions=1, log=1000) for name in STAGES}
    assert filled(once, Measured(stages, 100_000, 10_000)) == once
