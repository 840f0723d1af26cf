"""Invariant 6: no mail whose text tells something is set aside without a word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.limits import Limits
from config.vocabulary import MessageState
from jobs.demo.build import docx, mail
from jobs.pipeline import read_submission
from parsers.lines.letters import told
from store.model import Submission

DATE = datetime(2016, 1, 5, tzinfo=UTC)
SENTENCES = (Path(__file__).parents[1] / "specimens" / "prose.txt").read_text(encoding="utf-8").splitlines()
#: A person would have read the mail at so many words; the invariant speaks of them.
LEAST = 40
OPENINGS = (
    "",
    "Buongiorno,\n\n",
    "Con riferimento alla circolare n. 5973 si trasmette quanto segue.\n\n",
    "Al Ministero dell'Interno\nROMA\n\nOggetto: riscontro.\n\n",
)
CLOSINGS = (
    "",
    "\n\nDistinti saluti\nIl Dirigente\nDott. Paolo Neri",
    "\n\nSi resta a disposizione per ogni chiarimento.",
)
SUBJECTS = (
    "Circolare 5973",
    "R: buone pratiche",
    "comunicazione",
    "",
    "I: scadenza di domani",
    "Assente: circolare",
    "Fuori sede: gli orti",
)
SENDERS = ("protocollo.prefpe@pec.interno.it", "area4.prefrn@interno.it", "immigrazione.pref_arezzo@interno.it")


@st.composite
def prose(draw: st.DrawFn) -> str:
    """Sentences in any order until there are 40 words, in one paragraph or several."""
    order = draw(st.permutations(SENTENCES))
    chosen: list[str] = []
    while sum(len(sentence.split()) for sentence in chosen) < LEAST:
        chosen.append(order[len(chosen)])
    return draw(st.sampled_from([" ", "\n", "\n\n"])).join(chosen)


def silent(submission: Submission) -> bool:
    return submission.verdict is MessageState.IGNORED and not (submission.reading.problems or submission.problems)


@given(
    prose(), st.sampled_from(OPENINGS), st.sampled_from(CLOSINGS), st.sampled_from(SUBJECTS), st.sampled_from(SENDERS)
)
def test_f06_prose_from_an_office_is_never_ignored_in_silence(
    text: str, opening: str, closing: str, subject: str, sender: str
) -> None:
    submission = read_submission(mail(sender, subject, opening + text + closing, date=DATE), Limits())
    assert not silent(submission), text


@given(prose(), st.sampled_from(SUBJECTS))
@settings(max_examples=40)
def test_f06_nor_is_prose_in_a_file(text: str, subject: str) -> None:
    content = docx([("text", line) for line in ["Prefettura di Rimini", *text.split("\n"), "Il Prefetto"] if line])
    submission = read_submission(
        mail(SENDERS[1], subject, "Si trasmette quanto in oggetto.", {"nota.docx": content}, date=DATE), Limits()
    )
    assert not silent(submission), text


@given(
    prose(),
    prose(),
    st.sampled_from(["", "Distinti saluti", "Si inviano i migliori auguri.", "In allegato la scheda."]),
)
@settings(max_examples=60)
def test_f06_words_behind_or_before_a_scheda_are_in_a_record_or_named(before: str, behind: str, between: str) -> None:
    """Prose, a scheda with its heading, a formula, prose again: each sentence is in a description or the document has
    its problem.
    """
    heading = "Campo 5: apprendimento della lingua italiana"
    scheda = (
        "Il CPIA tiene corsi serali di italiano per quaranta richiedenti asilo, con tre livelli e un esame "
        "finale a giugno."
    )
    text = "\n\n".join(part for part in (before, heading, scheda, between, behind) if part)
    reading = read_submission(mail(SENDERS[0], "Circolare 5973", text, date=DATE), Limits()).reading
    recorded = " ".join(" ".join((s.title, s.description)) for s in reading.schede).split()
    kept = "".join(recorded)
    # A formula that leads to what is told (`Si segnala che`) is cut off: the end of the sentence has to be there.
    told_ends = {s: "".join(s.split()[-8:]).rstrip(".") for s in SENTENCES if s in " ".join(text.split())}
    lost = [s for s, end in told_ends.items() if end not in kept]
    words = sum(told(sentence) for sentence in lost)
    assert words < Limits().unexplained_words or any(p.code == "unexplained_text" for p in reading.problems), lost


@pytest.mark.parametrize("sentence", SENTENCES)
def test_f06_each_of_these_sentences_tells_something(sentence: str) -> None:
    assert told(sentence) > 0
