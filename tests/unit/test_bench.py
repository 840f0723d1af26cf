"""What `make bench` says of its figures."""

from collections import Counter
from pathlib import Path

import pytest

from tests.bench.bars import BARS, Bar, measured, rows
from tests.bench.mailbox import multiply
from tests.bench.mails import floor, naive, sample
from tests.bench.peers import _median


@pytest.mark.parametrize(
    ("bar", "good", "bad"),
    [
        (Bar("slow", "", most=3), (0.0, 3.0), (3.01, 50.0)),
        (Bar("fast", "", least=0.85), (0.85, 2.0), (0.84, 0.0)),
    ],
)
def test_a_figure_is_met_up_to_its_bar(bar: Bar, good: tuple[float, ...], bad: tuple[float, ...]) -> None:
    assert all(bar.met(figure) for figure in good)
    assert not any(bar.met(figure) for figure in bad)


def test_every_bar_has_a_name_of_its_own_and_one_side() -> None:
    assert max(Counter(bar.name for bar in BARS).values()) == 1
    assert all((bar.most is None) != (bar.least is None) for bar in BARS)


def test_all_bars_are_told_also_those_that_could_not_be_measured() -> None:
    told = list(rows({"reading": 2.0, "whole": 9.0}))[1:]
    assert len(told) == len(BARS)
    assert told[0].split()[-3:] == ["3", "x", "met"]
    assert told[1].split()[-4:] == ["5", "x", "NOT", "MET"]
    assert all(line.endswith("not measured") for line in told[2:])


def test_a_measurement_that_fails_is_named_and_stops_no_other() -> None:
    def broken() -> dict[str, float]:
        raise OSError("no Dovecot here")

    assert measured("fetch", broken) == ({}, "fetch: OSError: no Dovecot here")
    assert measured("idle", lambda: {"idle": 1.0}) == ({"idle": 1.0}, "")


def test_the_mails_differ_and_all_readers_take_them() -> None:
    mails = sample(2)
    assert mails[0] != mails[1]
    floor(mails)
    naive(mails[:1])


def test_the_first_call_does_not_count() -> None:
    calls: list[int] = []
    assert _median(lambda: calls.append(1), 3) >= 0
    assert len(calls) == 4


def test_a_mailbox_is_filled_by_links_and_no_file_has_too_many(tmp_path: Path) -> None:
    read, new = tmp_path / "cur", tmp_path / "new"
    read.mkdir()
    new.mkdir()
    (read / "prima").write_bytes(b"Subject: prova\r\n\r\nprova")
    multiply(read, new, 50, most=8)
    files = list(read.iterdir())
    assert len(files) == 50
    assert {file.read_bytes() for file in files} == {b"Subject: prova\r\n\r\nprova"}
    assert max(file.stat().st_nlink for file in files) == 8
