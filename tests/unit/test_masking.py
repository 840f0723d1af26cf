"""How much of what is private is left out of published texts, and how much else with it: figures by kind."""

from random import Random

import pytest

from config.italy import given_names
from store.masking import masked
from tests.specimens import told, told_by_another, told_more, told_sealed, told_unheard

_BOOKS = (told, told_more, told_by_another, told_sealed, told_unheard)
_KINDS = dict.fromkeys(kind for book in _BOOKS for kind in book.PRIVATE)
PRIVATE = {
    kind: {line: words for book in _BOOKS for line, words in book.PRIVATE.get(kind, {}).items()} for kind in _KINDS
}
HARMLESS = tuple(line for book in _BOOKS for line in book.HARMLESS)
#: The share of sentences in which nothing private may be left to see; of persons one in ten may be missed.
_WANTED = {kind: 0.9 if kind == "person" else 0.97 for kind in PRIVATE}


def test_there_are_two_hundred_sentences_and_each_holds_what_it_says() -> None:
    assert sum(map(len, PRIVATE.values())) + len(HARMLESS) >= 350
    assert set(told.PRIVATE) <= set(PRIVATE)
    for sentences in PRIVATE.values():
        assert all(word in sentence for sentence, words in sentences.items() for word in words)


@pytest.mark.parametrize("kind", PRIVATE)
def test_what_is_private_is_left_out(kind: str) -> None:
    missed = {
        sentence: masked(sentence)
        for sentence, words in PRIVATE[kind].items()
        if any(word in masked(sentence) for word in words)
    }
    assert 1 - len(missed) / len(PRIVATE[kind]) >= _WANTED[kind], missed


def unheard_of(chance: Random) -> str:
    """A name that stands in no list."""
    name = chance.choice(("Kpa", "Zel", "Ndo", "Tsu", "Gba")) + chance.choice(("ndou", "wari", "tibe", "loku", "rakpo"))
    assert name.lower() not in given_names()
    return name


def test_persons_are_told_by_what_is_said_of_them_where_nobody_knows_their_names() -> None:
    chance, missed, count = Random(5973), [], 0
    for sentence, words in PRIVATE["person"].items():
        names = {word.strip(): unheard_of(chance) for word in words if "." not in word}
        for word, name in names.items():
            sentence = sentence.replace(word, name)
        count += bool(names)
        missed += [masked(sentence)] if any(name in masked(sentence) for name in names.values()) else []
    assert count > 70
    assert len(missed) / count <= 0.1, missed


def test_a_name_that_is_hidden_once_is_hidden_in_all_of_the_text() -> None:
    text = "Omotola è fuggita dalla guerra.\n\nLa scuola è nuova. Il comune paga i libri.\n\nOggi Omotola studia."
    assert masked(text).count("[nome omesso]") == 2
    assert "Omotola" not in masked(text)
    assert "San Lamin" in masked("Lamin, 17 anni, vive qui. La festa è quella di San Lamin.")


def test_what_is_not_private_stays() -> None:
    touched = {sentence: masked(sentence) for sentence in HARMLESS if masked(sentence) != sentence}
    assert len(touched) / len(HARMLESS) <= 0.02, touched


@pytest.mark.parametrize("kind", PRIVATE)
def test_a_masked_text_is_masked_already(kind: str) -> None:
    assert [sentence for sentence in PRIVATE[kind] if masked(masked(sentence)) != masked(sentence)] == []
