"""The learned opinion on writers that it never saw: nothing may fall behind the committed figures."""

import pytest

from tests.accuracy.labelled import development, train
from tests.accuracy.opinion_figures import behind, board, measure


def test_no_figure_of_the_opinion_falls_behind() -> None:
    assert behind(measure(), board()) == []


def test_a_worse_figure_is_told() -> None:
    before = {"replies": {"campo right": 0.9, "calibration error": 0.04}}
    assert behind({"replies": {"campo right": 0.91, "calibration error": 0.03}}, before) == []
    assert len(behind({"replies": {"campo right": 0.89, "calibration error": 0.05}}, before)) == 2


def test_the_parts_share_no_writer_and_no_text() -> None:
    seen = {example.text for example in train()}
    others = [example for examples in development().values() for example in examples]
    assert not {example.text for example in others} & seen
    assert not {example.writer for example in others} & {example.writer for example in train()} - {"voices"}
    assert not {example.voice for example in others} & {example.voice for example in train()}


@pytest.mark.parametrize(
    ("kind", "least"), [("replies", 1165), ("voices", 33), ("short", 80), ("others", 230), ("real", 2)]
)
def test_the_development_part_is_as_large_as_it_says(kind: str, least: int) -> None:
    assert len(development()[kind]) == least
