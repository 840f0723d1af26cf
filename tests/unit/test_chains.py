"""Chains are asked here as CRFsuite asks them: it taught the models, and stays the judge of what they say."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pycrfsuite
import pytest

from parsers import chains
from parsers.lines import roles
from parsers.practices import leads
from tests.learning import leads as of_leads
from tests.learning import roles as of_roles
from tests.learning.spelled import spelled

MODELS: dict[str, tuple[Path, Mapping[str, Sequence[int]]]] = {
    "roles": (roles.SHIPPED, of_roles.SEEN),
    "leads": (leads.SHIPPED["lead"], of_leads.SEEN),
    "tails": (leads.SHIPPED["tail"], of_leads.SEEN),
}


def drawn(chain: chains.Chain, length: int, seed: int) -> list[list[str]]:
    """Places that show things which the model knows, and one that it does not."""
    chance, names = random.Random(seed), [name for name in chain.rows if name != chains.NOTHING]
    return [[*chance.sample(names, 12), "s=unheard"] for _ in range(length)]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 40])
@pytest.mark.parametrize("name", MODELS)
def test_a_chain_says_what_crfsuite_says(name: str, length: int) -> None:
    file, seen = MODELS[name]
    chain, tagger = chains.load(file.read_bytes()), pycrfsuite.Tagger()
    tagger.open(str(file))
    assert set(chain.labels) == set(tagger.labels())
    for seed in range(6):
        shown = drawn(chain, length, seed)
        tagger.set(spelled(shown, seen))
        scores = chain.scores(shown)
        assert chain.best(scores) == tagger.tag()
        for place, chances in enumerate(chain.chances(scores)):
            expected = [tagger.marginal(label, place) for label in chain.labels]
            assert chances == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", ["leads", "tails"])
def test_the_first_of_two_labels_is_as_probable_as_among_all_places(name: str) -> None:
    chain = chains.load(MODELS[name][0].read_bytes())
    for seed in range(20):
        scores = chain.scores(drawn(chain, 1 + seed, seed))
        for label in (0, 1):
            assert chain.first(scores, label) == pytest.approx(chain.chances(scores)[0][label], abs=1e-12)


def test_places_that_show_nothing_known_are_told_by_what_stands_around_them() -> None:
    chain = chains.load(roles.SHIPPED.read_bytes())
    assert chain.scores([[], ["zzz"]]).shape == (2, len(chain.labels))
    assert sum(chain.chances(chain.scores([[]]))[0]) == pytest.approx(1)


@pytest.mark.parametrize("cut", [0, 3, 40, 300, 100_000])
def test_what_is_no_whole_model_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="no model of chains"):
        chains.load(roles.SHIPPED.read_bytes()[:cut])


@pytest.mark.parametrize("content", [b"a text of some length, and no model at all; really none", b"lCRF" + bytes(60)])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no model of chains"):
        chains.load(content)
