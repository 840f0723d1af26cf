"""Whole replies by a writer whom nothing learned from: no figure may fall behind the committed ones."""

import json
from collections import Counter

import pytest

from tests.accuracy import replies, several
from tests.accuracy.__main__ import worse
from tests.accuracy.labelled import LAID_OUT, UNSEEN
from tests.accuracy.replies import Score


@pytest.fixture(scope="module")
def score() -> Score:
    return replies.measure(UNSEEN, replies.BOARD_FORMS)


def test_no_figure_of_whole_replies_falls_behind(score: Score) -> None:
    before = json.loads(replies.BOARD.read_text(encoding="utf-8"))
    now = score.figures()
    behind = {name: (now[name], value) for name, value in before.items() if worse(name, now[name], value)}
    assert behind == {}, "\n".join(score.notes)
    assert set(now) == set(before)


def test_what_is_less_and_what_is_more() -> None:
    """A figure that counts losses is better when smaller, and all of the board are told apart."""
    losses = {name for name in json.loads(replies.BOARD.read_text(encoding="utf-8")) if worse(name, 0.2, 0.1)}
    assert losses == {
        "practices lost in silence",
        "schede invented",
        "schede invented, sure",
        "scheda invented without a practice",
        "wrong among sure",
        *(name for name in several.figures(Counter()) if not name.startswith("right number,")),
    }


def test_figures_are_shares_of_what_was_counted() -> None:
    counts = Counter(
        {"gold": 4, "found": 3, "lost in silence": 1, "found prose": 2, "sure prose": 1, "sure wrong prose": 1}
    )
    figures = Score(counts).figures()
    assert (figures["practices found"], figures["practices lost in silence"]) == (0.75, 0.25)
    assert (figures["prose without a person"], figures["wrong among sure"]) == (0.5, 1.0)
    assert "campo right, declared" not in figures


def test_the_replies_are_as_many_as_they_say(score: Score) -> None:
    assert (score.counts["mails"], score.counts["gold"]) == (172, 269)
    taught = list(replies.replies(LAID_OUT))
    assert (len(taught), sum(len(reply.gold) for reply in taught)) == (941, 1915)


@pytest.mark.parametrize("writer", [*LAID_OUT, *UNSEEN])
def test_every_marked_practice_stands_in_its_file(writer: str) -> None:
    """A marking that is not found would vanish from the figures."""
    for reply in replies.replies([writer]):
        assert len(reply.gold) == len(reply.raw["schede"]), reply.id
