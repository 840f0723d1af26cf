"""Mails on other business are set aside with that reason; where anything may be a practice, a person sees them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from config.limits import Limits
from config.vocabulary import MessageState, ProblemCode, Rule
from jobs.demo.build import docx, mail, pdf
from jobs.pipeline import read_submission
from parsers.campo.tells import LEAST_WORDS, odds, telling, windows
from parsers.italian.text import sentences, words
from store.model import Submission

OFFICE = "areaiv.pref_macerata@interno.it"
DATE = datetime(2016, 1, 20, 9, tzinfo=UTC)

#: One for each kind of business.
BUSINESS = {
    "extension": "In relazione alla circolare n. 5973 si rappresenta che solo pochi enti gestori hanno risposto. "
    "Considerati i concomitanti adempimenti elettorali, si chiede di voler differire il termine al 10 febbraio p.v.",
    "nothing to tell": "In esito alla circolare n. 5973, interpellati i comuni e gli enti gestori della provincia, si "
    "rappresenta che allo stato non sono emerse iniziative da segnalare. Si fa riserva di ulteriori comunicazioni.",
    "invitation": "La S.V. è invitata alla conferenza annuale sulla sicurezza urbana, che si terrà il 4 febbraio alle "
    "ore 10 presso la sala consiliare della Provincia. Si prega di confermare la partecipazione entro il 1° febbraio.",
    "reminder": "Si sollecita il riscontro alla nota del 9 dicembre u.s. relativa alla rendicontazione delle spese di "
    "trasporto sostenute dai gestori nel mese di ottobre. In mancanza non si potrà procedere alla liquidazione.",
    "address": "Si comunica che dal 1° marzo la casella di posta elettronica di questo Ufficio sarà dismessa. Si prega "
    "di inviare ogni comunicazione al nuovo indirizzo di posta certificata e di aggiornare le rubriche.",
    "meeting": "È convocata per il giorno 28 gennaio alle ore 15, presso questa Prefettura, la riunione del comitato "
    "provinciale con il seguente ordine del giorno: approvazione del verbale; situazione dei trasporti; varie ed "
    "eventuali.",
}
#: Sentences that tell of a practice, each in another voice.
TOLD = [
    "Presso il centro di Tolentino due maestre in pensione insegnano l'italiano a venti donne somale ogni martedì.",
    "I ragazzi ospitati puliscono gli argini del Chienti con la protezione civile, e il sabato si pranza insieme.",
    "La ASL ha aperto un ambulatorio con mediatrice culturale per le vittime di tortura, due mattine la settimana.",
    "Quattro richiedenti asilo hanno imparato il mestiere del calzolaio e ora lavorano con contratto a Civitanova.",
]
MAKERS: dict[str, Callable[[str], bytes]] = {
    "docx": lambda text: docx([("text", line) for line in text.split("\n")]),
    "pdf": lambda text: pdf([("text", line) for line in text.split("\n")]),
}


def read(text: str, files: dict[str, bytes] | None = None, subject: str = "Circolare n. 5973") -> Submission:
    """What becomes of a mail with this text."""
    return read_submission(mail(OFFICE, subject, text, files or {}, date=DATE), Limits())


def codes(submission: Submission) -> set[ProblemCode]:
    """The problems of a mail."""
    return {problem.code for problem in (*submission.problems, *submission.reading.problems)}


def rules(submission: Submission) -> set[Rule]:
    """The rules that claimed its text."""
    return {region.rule for document in submission.reading.documents for region in document.regions}


@pytest.mark.parametrize("kind", BUSINESS)
@pytest.mark.parametrize("form", ["body", *MAKERS])
def test_a_mail_on_other_business_is_set_aside_with_that_reason(kind: str, form: str) -> None:
    text = BUSINESS[kind]
    submission = (
        read(text) if form == "body" else read("Si trasmette per conoscenza.", {f"nota.{form}": MAKERS[form](text)})
    )
    assert submission.verdict is MessageState.IGNORED
    assert codes(submission) == set()
    assert rules(submission) & {Rule.OTHER_BUSINESS, Rule.TELLS_NOTHING}
    assert Rule.UNEXPLAINED not in rules(submission)


@pytest.mark.parametrize("kind", BUSINESS)
@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("glue", [" ", "\n\n"])
def test_one_sentence_that_tells_of_a_practice_is_never_set_aside(kind: str, told: str, glue: str) -> None:
    said = sentences(BUSINESS[kind])
    for place in range(len(said) + 1):
        text = glue.join([*said[:place], told, *said[place:]])
        submission = read(text)
        assert submission.reading.schede or ProblemCode.UNEXPLAINED_TEXT in codes(submission), text


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "Buongiorno, per la circolare: {} Cordiali saluti",
        "In riscontro alla nota in oggetto si rappresenta quanto segue. {} Si resta a disposizione per chiarimenti.",
    ],
)
def test_a_practice_in_one_sentence_is_never_set_aside(told: str, around: str) -> None:
    submission = read(around.format(told))
    assert submission.reading.schede or ProblemCode.UNEXPLAINED_TEXT in codes(submission)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(" ".join(str(n * m * 37 % 9973) for n in range(3, 15)) for m in range(2, 30)),
        "Es wird mitgeteilt, dass die Sitzung des Ausschusses auf den zehnten Februar verschoben wurde. Die Unterlagen "
        "werden den Teilnehmern rechtzeitig zugesandt, und die Anmeldung ist bis Ende Januar möglich.",
        "Campo 5: apprendimento della lingua italiana\nLa Regione discuterà il bilancio nella seduta di marzo, e il "
        "voto finale dei consiglieri è previsto per la metà di aprile.",
    ],
    ids=["numbers", "another language", "below a heading"],
)
def test_what_nothing_was_learned_of_goes_to_a_person(text: str) -> None:
    submission = read(text, subject="Comunicazione")
    assert Rule.OTHER_BUSINESS not in rules(submission)
    assert submission.reading.schede or ProblemCode.UNEXPLAINED_TEXT in codes(submission)


def test_beside_a_practice_nothing_is_set_aside() -> None:
    """Where a message holds a record, words that nothing explains may belong to it."""
    practice = "\n".join(
        ["Campo 5: apprendimento della lingua italiana", *TOLD[:1], "A giugno tutte hanno superato l'esame."]
    )
    submission = read(BUSINESS["meeting"], {"scheda.docx": MAKERS["docx"](practice)})
    assert submission.reading.schede
    assert Rule.OTHER_BUSINESS not in rules(submission)
    assert ProblemCode.UNEXPLAINED_TEXT in codes(submission)


@pytest.mark.parametrize("told", TOLD)
def test_what_looks_like_the_frame_of_a_letter_is_looked_at_again(told: str) -> None:
    """An opening of a letter that goes on to tell something."""
    opening = f"Con riferimento alla circolare in oggetto, {told[0].lower()}{told[1:]}"
    submission = read(f"{opening}\nDistinti saluti\nIl Dirigente")
    assert submission.reading.schede or ProblemCode.UNEXPLAINED_TEXT in codes(submission)


def test_practices_and_business_lie_far_apart() -> None:
    assert min(odds(text) for text in TOLD) > 2 > -1.5 > max(odds(text) for text in BUSINESS.values())


@pytest.mark.parametrize("text", ["", " \n\t", "… — !!!"])
def test_a_text_without_words_tells_neither(text: str) -> None:
    assert (telling(text).whole, telling(text).most, windows(text)) == (0, 0, [])


def test_a_sentence_is_judged_with_enough_words_behind_it() -> None:
    short = "Il corso c'è. Si tiene il martedì e il giovedì nella biblioteca di Camerino, con due maestre."
    first, second = windows(short)
    assert len(words(first)) > LEAST_WORDS
    assert second in first
    assert windows("Troppo poco per dire.") == []
