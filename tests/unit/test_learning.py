"""Teaching writes the same bytes twice, and what was taught travels with the program and its version."""

import tomllib
from dataclasses import replace
from fnmatch import fnmatch
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from jobs.version import parser_version
from parsers.campo import linear
from parsers.campo import tells as practice
from parsers.campo.ngrams import stemmed
from parsers.italian.text import words
from parsers.lines import roles as judging
from parsers.lines import topics as about
from parsers.practices import borders as between
from parsers.practices import leads as edges
from tests.accuracy.labelled import DEVELOPMENT, LAID_OUT, MIXED, TAUGHT, TERSE, UNSEEN, Labelled, development, train
from tests.learning import borders, corpus, leads, opinion, roles, tells, topics

ROOT = Path(__file__).parents[2]
#: Texts by three voices, each taken for a writer.
FEW = [replace(one, writer=one.voice) for one in train() if one.voice in {"ufficio", "comune", "maestro"}]
OTHERS = [
    "Si sollecita il riscontro alla nota del 3 novembre, concernente le spese di trasporto dei gestori.",
    "La riunione del comitato è convocata per il 28 gennaio alle ore 15, con il seguente ordine del giorno.",
    "Si chiede di voler concedere una proroga del termine fissato per la trasmissione delle schede.",
]
MODELS = (linear.SHIPPED, practice.SHIPPED, about.SHIPPED, judging.SHIPPED, between.SHIPPED, *edges.SHIPPED.values())


def some_documents() -> list[corpus.Document]:
    return list(islice(corpus.of_specimens(), 12))


def test_topics_taught_twice_are_the_same_bytes() -> None:
    assert topics.teach(FEW).dump() == topics.teach(FEW).dump()


def test_an_opinion_taught_twice_is_the_same_bytes() -> None:
    assert opinion.teach(FEW)[0].dump() == opinion.teach(FEW)[0].dump()


def test_telling_taught_twice_is_the_same_bytes_and_knows_what_it_learned() -> None:
    others = [replace(one, campo=0, acceptable=(0,), text=text) for one, text in zip(FEW, OTHERS, strict=False)]
    model = tells.teach([*FEW, *others])
    assert tells.teach([*FEW, *others]).dump() == model.dump()
    odds = [float(scores[0]) for text in OTHERS if (scores := model.scores_of((stemmed(text),))) is not None]
    assert max(odds) < 0


def test_roles_taught_twice_are_the_same_bytes() -> None:
    assert roles.teach(some_documents()) == roles.teach(some_documents())


def test_borders_taught_twice_are_the_same_weights() -> None:
    assert borders.taught(TAUGHT[:1]) == borders.taught(TAUGHT[:1])


def test_edges_taught_twice_are_the_same_bytes(tmp_path: Path) -> None:
    passages = [{"text": one.text, "genre": "practice"} for one in FEW]
    for name in ("first", "second"):
        leads.teach(some_documents(), passages, tmp_path / f"{name}.lead", tmp_path / f"{name}.tail")
    for side in ("lead", "tail"):
        content = (tmp_path / f"first.{side}").read_bytes()
        assert content == (tmp_path / f"second.{side}").read_bytes() != b""


def test_other_texts_give_another_model() -> None:
    assert topics.teach(FEW).dump() != topics.teach(FEW[1:]).dump()
    assert roles.teach(some_documents()) != roles.teach(some_documents()[1:])


def test_what_was_taught_is_known() -> None:
    model = topics.teach(FEW)
    shares = model.shares([words(example.text) for example in FEW])
    assert (shares.argmax(axis=1) == [example.campo for example in FEW]).all()
    documents = some_documents()
    counts = roles.measure(documents, roles.teach(documents))
    assert counts["found"] == counts["marked"] > 0
    assert counts["invented"] == 0


def test_topics_come_back_from_their_bytes() -> None:
    once = about.load(about.SHIPPED.read_bytes())
    again = about.load(once.dump())
    assert (again.rows, again.scale) == (once.rows, once.scale)
    assert all(np.array_equal(getattr(once, name), getattr(again, name)) for name in ("rarity", "weights", "bias"))
    assert again.dump() == once.dump()


@pytest.mark.parametrize("content", [b"", b"a text", about.SHIPPED.read_bytes()[:500], linear.SHIPPED.read_bytes()])
def test_damaged_topics_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"no .*:"):
        about.load(content)


def test_words_that_nobody_taught_say_what_is_true_of_every_text() -> None:
    model = about.topics()
    np.testing.assert_array_equal(model.shares([["zzz", "qqq"]]), model.shares([[]]))


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.name)
def test_another_model_is_another_version_of_the_parser(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = parser_version.__wrapped__(), Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"" if path == model else read(path))
    assert parser_version.__wrapped__() != before


def test_every_file_beside_the_code_is_package_data() -> None:
    """A file that no pattern names would be missing in a wheel, and only there."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]
    beside = [
        path.relative_to(ROOT)
        for package in ("config", "ingest", "parsers", "store", "jobs")
        for path in (ROOT / package).rglob("*.*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]
    assert {path.name for path in MODELS} <= {path.name for path in beside}
    for path in beside:
        above = [
            (".".join(folder.parts), path.relative_to(folder).as_posix()) for folder in path.parents if folder.parts
        ]
        named = (fnmatch(name, pattern) for package, name in above for pattern in patterns.get(package, []))
        assert any(named), f"{path} is in no package-data"


def test_no_reply_of_development_is_taught() -> None:
    assert not set(TAUGHT) & set(DEVELOPMENT)
    assert UNSEEN
    assert set(LAID_OUT) | set(TERSE) | set(MIXED) | set(UNSEEN) == set(TAUGHT) | set(DEVELOPMENT)
    assert not {*LAID_OUT, *TERSE, *MIXED} & set(UNSEEN)
    assert {example.writer for example in train()} >= set(TAUGHT)
    assert not {example.writer for example in train()} & set(DEVELOPMENT)
    assert {example.writer for example in development()["replies"]} == set(DEVELOPMENT)


def test_a_mail_without_a_practice_teaches_what_is_none() -> None:
    others = [example for example in train() if example.writer in TAUGHT and not example.campo]
    assert {example.writer for example in others} == set(TAUGHT)
    assert all(isinstance(example, Labelled) and example.acceptable == (0,) for example in others)
