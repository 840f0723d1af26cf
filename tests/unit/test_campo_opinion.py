"""The learned opinion: a pure, calibrated judgement of words and its reasons."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from parsers.campo import linear
from parsers.campo.ngrams import BUCKETS, families
from parsers.campo.opinion import NO_PRACTICE, Opinion, opinion, why
from parsers.italian.text import sentences
from parsers.lines import topics
from tests.accuracy.labelled import train
from tests.learning import fit
from tests.learning.opinion import targets

LANGUAGE = (
    "Ogni martedì e giovedì due maestre in pensione insegnano l'italiano a diciotto donne del Marocco. "
    "La classe si riunisce nella biblioteca, e i bambini restano con una volontaria. "
    "A giugno quindici allieve hanno superato l'esame di livello A2."
)
WORK = (
    "Lamin è arrivato a vent'anni senza mestiere. Dopo un tirocinio di sei mesi nell'officina di Fossano il titolare "
    "lo ha assunto come "
    "saldatore a tempo indeterminato, e oggi paga da sé l'affitto di un appartamento."
)
NEWS = (
    "Sono sbarcate ieri a Pozzallo 412 persone. La Questura ha fermato tre presunti scafisti; i pullman partiranno "
    "nella notte."
)


def test_a_practice_has_its_campo_and_news_has_none() -> None:
    assert [opinion(text).best for text in (LANGUAGE, WORK, NEWS)] == [5, 6, NO_PRACTICE]


@pytest.mark.parametrize("text", ["", "  \n\t ", "… — !!! ()", "\ue000\ue001"])
def test_a_text_without_words_is_about_nothing(text: str) -> None:
    assert opinion(text).margin == 0
    assert len(set(opinion(text).probabilities)) == 1
    assert why(text) == ()


def test_case_accents_and_line_breaks_change_nothing() -> None:
    told = LANGUAGE.replace("martedì", "martedi").upper().replace(" ", "\n")
    assert opinion(told).probabilities == pytest.approx(opinion(LANGUAGE).probabilities)


def test_another_process_says_the_same() -> None:
    code = "import sys; from parsers.campo.opinion import opinion; print(opinion(sys.argv[1]).probabilities)"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code, WORK], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout.strip() == str(opinion(WORK).probabilities)


def test_a_value_that_is_no_distribution_is_refused() -> None:
    with pytest.raises(AssertionError):
        Opinion((1.0,) * 12)
    with pytest.raises(AssertionError):
        Opinion((0.5, 0.5))


def test_where_a_practice_is_known_the_campi_share_the_whole() -> None:
    said = Opinion((0.6, 0.1, 0.3, *(0.0,) * 9))
    assert said.if_practice(2) == pytest.approx(0.75)
    assert sum(said.if_practice(campo) for campo in range(1, 12)) == pytest.approx(1)
    assert Opinion((1.0, *(0.0,) * 11)).if_practice(4) == pytest.approx(1 / 11)


def odds(text: str) -> float:
    """Log-odds of campo 5."""
    share = opinion(text).probabilities[5]
    return float(np.log(share) - np.log(1 - share))


def test_the_reasons_are_sentences_of_the_text_and_the_weightiest_comes_first() -> None:
    said = [*sentences(LANGUAGE), "Il Comune ringrazia tutti."]
    losses = {gone: odds("\n".join(said)) - odds("\n".join(s for s in said if s != gone)) for gone in said}
    heaviest = sorted(losses, key=lambda sentence: -losses[sentence])
    reasons = why("\n".join(said))
    assert reasons
    assert [reason.sentence for reason in reasons] == heaviest[: len(reasons)]
    assert reasons[0].loss == pytest.approx(losses[heaviest[0]], rel=1e-3)


@pytest.mark.parametrize("text", [LANGUAGE, WORK, NEWS])
def test_even_the_surest_answer_has_its_reasons(text: str) -> None:
    assert opinion(text).probabilities[opinion(text).best] > 0.9
    assert why(text)


@pytest.mark.parametrize("text", [LANGUAGE, WORK, NEWS])
def test_what_has_nothing_to_do_with_the_answer_is_no_reason(text: str) -> None:
    assert "Distinti saluti." not in [reason.sentence for reason in why(f"{text} Distinti saluti.")]


def test_n_grams_fill_fixed_buckets_and_forget_numbers() -> None:
    stretches, stems = families("Il corso dura 12 mesi, un corso")
    assert max(stretches.buckets.max(), stems.buckets.max()) < BUCKETS
    assert list(stems.buckets) == sorted(set(stems.buckets))
    assert sorted(stems.amounts)[-1] == pytest.approx(1 + np.log(2))
    np.testing.assert_array_equal(stems.buckets, families("Il corso dura 9 mesi, un corso")[1].buckets)


WORDS, TOPICS = linear.SHIPPED.read_bytes(), topics.SHIPPED.read_bytes()


def spoiled(content: bytes) -> list[bytes]:
    """A file that is empty, another thing, cut, or changed by one byte in its middle."""
    middle = len(content) // 2
    changed = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
    return [b"", b"PK", b"a text", b"\x93NUMPY", content[:500], content[:-30], changed]


@pytest.mark.parametrize("content", [*spoiled(WORDS), TOPICS])
def test_a_damaged_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"no .*:"):
        linear.load(content)


def test_a_model_comes_back_from_its_bytes() -> None:
    once = linear.load(WORDS)
    again = linear.load(once.dump())
    assert all(
        np.array_equal(getattr(once, name), getattr(again, name)) for name in ("rarity", "weights", "scale", "bias")
    )
    assert again.dump() == once.dump()


def test_the_models_stay_small() -> None:
    assert sum(path.stat().st_size for path in linear.SHIPPED.parent.glob("*.npz")) < 3_000_000


FEW = [replace(one, writer=one.voice) for one in train() if one.voice in {"ufficio", "comune", "maestro"}]


def test_the_stored_weights_say_what_the_fit_said() -> None:
    texts = [example.text for example in FEW]
    counted = fit.count(texts)
    alike = fit.kernel(counted)
    spoken = fit.solve(alike, targets(FEW))
    model = fit.linear(counted, spoken, 1.0)
    asked = np.array([model.scores(text) for text in texts])
    np.testing.assert_allclose(asked, (alike + 1) @ spoken, atol=0.1)
    assert (asked.argmax(axis=1) == [example.campo for example in FEW]).all()


def test_a_temperature_cools_what_promises_too_much() -> None:
    scores = np.tile([4.0, 0.0], (10, 1))
    right = np.array([[True, False]] * 7 + [[False, True]] * 3)
    warmth = fit.temperature(scores, right)
    assert fit.shares(scores / warmth)[0, 0] == pytest.approx(0.7, abs=0.02)
