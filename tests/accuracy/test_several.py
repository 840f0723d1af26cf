"""How many practices a letter tells: nothing falls behind the board, and what is counted is what the board says."""

import json
from collections import Counter

from config.vocabulary import Method, Problem, ProblemCode
from parsers.model import Scheda
from tests.accuracy import joined, several
from tests.accuracy.__main__ import worse

GOLDS = [several.Practice("(body)", text, declared=False) for text in ("la scuola serale", "i sentieri del monte")]


def scheda(text: str, *, needs_review: bool = False) -> Scheda:
    return Scheda(
        key=text,
        campo=5,
        title="",
        description=text,
        document="(body)",
        prefettura=None,
        confidence=1.0,
        method=Method.TEXT,
        suggested_campo=None,
        needs_review=needs_review,
        evidence=(),
    )


def counted(schede: list[Scheda], pairs: dict[int, Scheda], *codes: ProblemCode) -> set[str]:
    problems = [Problem(code, "", document="(body)") for code in codes]
    counts = several.count(GOLDS, schede, pairs, problems)
    return {name.removesuffix(" several prose") for name, number in counts.items() if number} - {"letters"}


def test_practices_put_one_behind_the_other_do_not_fall_behind() -> None:
    before, now = json.loads(joined.BOARD.read_text(encoding="utf-8")), joined.measure()
    assert set(now) == set(before)
    assert {name: (now[name], value) for name, value in before.items() if worse(name, now[name], value)} == {}


def test_each_practice_a_scheda_is_the_right_number() -> None:
    one, other = scheda("la scuola serale"), scheda("i sentieri del monte")
    assert counted([one, other], {0: one, 1: other}) == {"right number"}
    doubt = counted([one, other], {0: one, 1: other}, ProblemCode.POSSIBLE_SEVERAL)
    assert doubt == {"right number", "right number doubted"}


def test_two_practices_that_became_one_are_told_or_in_silence() -> None:
    one = scheda("la scuola serale i sentieri del monte", needs_review=True)
    assert counted([one], {0: one}) == {"wrong number in silence"}
    assert counted([one], {0: one}, ProblemCode.CAMPO_UNCERTAIN) == {"wrong number in silence"}
    for code in several.TELLING:
        assert counted([one], {0: one}, code) == set()


def test_a_scheda_too_many_is_told_by_its_review() -> None:
    one, other = scheda("la scuola serale"), scheda("i sentieri del monte")
    pairs = {0: one, 1: other}
    assert counted([one, other, scheda("gli uffici")], pairs) == {"wrong number in silence"}
    assert counted([one, other, scheda("gli uffici", needs_review=True)], pairs) == set()


def test_a_text_of_two_campi_is_one_practice() -> None:
    twice = [several.Practice("(body)", "la scuola serale", declared=True)] * 2
    assert several.kind_of(twice) == "one declared"
    one = scheda("la scuola serale")
    counts = several.count(twice, [one], {0: one}, [])
    assert counts["right number one declared"] == 1


def test_what_is_doubted_or_in_silence_is_better_when_less() -> None:
    names = several.figures(Counter(letters=1))
    assert {name for name in names if not worse(name, 0.2, 0.1)} == {f"right number, {kind}" for kind in several.KINDS}
