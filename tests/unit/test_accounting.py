"""Points 6 and 7 of the accounting: what nothing explains is named, floods and garbage are no schede."""

import base64
import random
import string
from datetime import UTC, datetime

import pytest

from config.limits import Limits
from config.vocabulary import MessageKind, MessageState, ProblemCode
from jobs.demo.build import docx, mail
from jobs.demo.sample import official_form
from jobs.pipeline import read_submission
from parsers.bounds import word_share
from parsers.lines.letters import only_corresponds, told
from store.model import Submission

DATE = datetime(2016, 1, 5, tzinfo=UTC)
SENDER = "protocollo.prefve@pec.interno.it"
SCHOOL = (
    "Il CPIA di Mestre tiene ogni sera corsi di italiano per trenta richiedenti asilo, divisi in tre livelli e "
    "seguiti da sei insegnanti."
)
CHOIR = (
    "Nel teatro di Chioggia un coro di pescatori e di ragazzi arrivati dal Mali canta ogni venerdì, e a giugno ha "
    "aperto la festa del paese."
)


def read(
    text: str,
    files: dict[str, bytes] | None = None,
    *,
    subject: str = "Circolare 5973",
    sender: str = SENDER,
    limits: Limits | None = None,
) -> Submission:
    return read_submission(mail(sender, subject, text, files, date=DATE), limits or Limits())


def unexplained(submission: Submission) -> list[str]:
    """The documents that hold words nothing explains."""
    return [
        problem.document or ""
        for problem in submission.reading.problems
        if problem.code == ProblemCode.UNEXPLAINED_TEXT
    ]


def kept(submission: Submission, text: str) -> bool:
    """Whether a text is a scheda, or its document is named."""
    return any(text in scheda.description for scheda in submission.reading.schede) or bool(unexplained(submission))


@pytest.mark.parametrize(
    "text",
    [
        "Si trasmette in allegato la scheda richiesta con la circolare n. 5973 dell'11 novembre 2015.\n\nDistinti "
        "saluti\nIl Dirigente\nDott. Ugo Neri",
        "Si prega di confermare la ricezione.",
        "Si chiede una proroga del termine al 20 gennaio, in attesa dei contributi dei Comuni.",
        "Con riferimento alla circolare in oggetto, non si hanno buone pratiche da segnalare.",
        "Questa Prefettura comunica che in provincia non risultano esperienze riconducibili ai campi della scheda. "
        "Esito negativo.",
        "Grazie, ricevuto. Cordiali saluti.",
        "Buongiorno, potete confermare di avere ricevuto la mail di ieri? In attesa, si ringrazia.",
        "Si chiede di conoscere se per il campo 4 debbano essere compilate due schede.",
        "Si sollecita l'invio delle schede entro la scadenza del 10 gennaio p.v.",
        "Si fa seguito alla nota prot. 1234 del 3 dicembre e si inviano n. 2 schede relative ai campi 5 e 7, con "
        "preghiera di conferma.",
    ],
)
def test_f06_what_letters_say_is_set_aside_on_its_own_words(text: str) -> None:
    submission = read(text)
    assert submission.verdict is MessageState.IGNORED
    assert unexplained(submission) == []


@pytest.mark.parametrize("word", ["Ieri", "Domani", "Alla scadenza", "Entro il mese"])
@pytest.mark.parametrize("place", ["body", "file"])
def test_f06_one_word_never_sets_a_telling_mail_aside_in_silence(word: str, place: str) -> None:
    told_there = (
        f"{word} {CHOIR[0].lower()}{CHOIR[1:]} Nessuno resta a casa e i vecchi raccontano le storie della "
        f"laguna ai più giovani."
    )
    submission = (
        read(told_there) if place == "body" else read("Si trasmette.", {"nota.docx": docx([("text", told_there)])})
    )
    documents = {scheda.document for scheda in submission.reading.schede} | set(unexplained(submission))
    assert documents == {"(body)" if place == "body" else "nota.docx"}


@pytest.mark.parametrize(
    "formula",
    [
        "Si inviano i ragazzi ai corsi serali della scuola media, dove studiano con i loro coetanei.",
        "Grazie alla collaborazione di un fornaio hanno imparato a impastare.",
        "Per ogni informazione c'è una lavagna in tre lingue.",
        "Tanto per comunicare si usano i disegni.",
    ],
)
def test_f06_a_sentence_like_a_formula_takes_nothing_with_it(formula: str) -> None:
    """A formula in the midst of a scheda: what stands behind it stays."""
    content = docx(
        [
            ("bold", "Campo 5: apprendimento della lingua italiana"),
            ("text", SCHOOL),
            ("text", formula),
            ("text", CHOIR),
            ("text", "Distinti saluti"),
            ("text", "Il Prefetto"),
        ]
    )
    submission = read("Si trasmette.", {"scheda.docx": content})
    (scheda,) = submission.reading.schede
    assert scheda.description == "\n".join([SCHOOL, formula, CHOIR])
    assert unexplained(submission) == []


def test_f06_text_behind_the_greeting_of_a_scheda_is_named() -> None:
    content = docx(
        [
            ("bold", "Campo 5: apprendimento della lingua italiana"),
            ("text", SCHOOL),
            ("text", "Distinti saluti"),
            ("text", CHOIR),
        ]
    )
    submission = read("Si trasmette.", {"scheda.docx": content})
    assert [scheda.description for scheda in submission.reading.schede if scheda.campo == 5] == [SCHOOL]
    assert kept(submission, CHOIR)


@pytest.mark.parametrize("subject", ["Circolare 5973", "varie", "R: richiesta"])
def test_f06_a_mail_that_is_nothing_but_a_quotation_tells_something(subject: str) -> None:
    """A head like that of a fax above an office's own text looks like a quoted mail."""
    submission = read(
        f"Da: Ufficio stranieri\nA: Direzione centrale\nOggetto: esperienze\n\n{CHOIR}\n\n{CHOIR.upper()}",
        subject=subject,
    )
    assert submission.reading.schede or unexplained(submission) == ["(body)"]


def test_f06_the_quoted_mail_below_a_reply_is_no_problem() -> None:
    quoted = f"Si conferma la proroga.\n\nIl giorno 3 dicembre 2015 la Direzione ha scritto:\n> {SCHOOL}\n> {CHOIR}"
    assert unexplained(read(quoted)) == []


def test_f06_words_typed_into_the_form_are_no_form() -> None:
    lines = [(style, f"{text} {CHOIR}" if "accesso ai servizi" in text else text) for style, text in official_form()]
    submission = read("Si trasmette.", {"modello.docx": docx(lines)})
    recorded = " ".join(scheda.description for scheda in submission.reading.schede)
    assert CHOIR in recorded or unexplained(submission) == ["modello.docx"]


def test_f06_a_blank_form_and_its_letter_are_no_problem() -> None:
    submission = read("Si trasmette il modello da compilare.", {"modello.docx": docx(official_form())})
    assert (submission.verdict, unexplained(submission)) == (MessageState.IGNORED, [])


def test_f06_the_limit_is_a_setting() -> None:
    few = "La caldaia del palazzo si rompe ogni inverno."
    assert unexplained(read(few)) == []
    assert unexplained(read(few, limits=Limits(unexplained_words=8))) == ["(body)"]


def test_f06_a_newsletter_and_a_receipt_are_set_aside_by_their_headers() -> None:
    newsletter = mail(
        "news@example.org", "Notizie", CHOIR, date=DATE, headers={"List-Unsubscribe": "<mailto:x@example.org>"}
    )
    answer = mail("info@example.org", "Assente", CHOIR, date=DATE, headers={"Auto-Submitted": "auto-replied"})
    for original in (newsletter, answer):
        submission = read_submission(original, Limits())
        assert (submission.verdict, submission.reading.problems) == (MessageState.IGNORED, ())


@pytest.mark.parametrize(
    "subject",
    [
        "Assente dal tavolo: circolare 5973",
        "Fuori sede: i ragazzi al mare",
        "Automatic reply: x",
        "Assenza dal lavoro: nota",
    ],
)
def test_f06_a_subject_alone_makes_no_automatic_reply(subject: str) -> None:
    assert kept(read(CHOIR, subject=subject), CHOIR)
    away = read("Sono assente fino al 7 gennaio. Per urgenze rivolgersi alla segreteria.", subject=subject)
    assert (away.kind, away.verdict, unexplained(away)) == (MessageKind.AUTO_REPLY, MessageState.IGNORED, [])


@pytest.mark.parametrize("sender", [SENDER, "sindaco@comune.chioggia.ve.it"])
def test_f06_an_answer_to_the_circular_that_came_through_a_list_is_read(sender: str) -> None:
    original = mail(sender, "Circolare 5973", CHOIR, date=DATE, headers={"List-Id": "<comuni.provincia.example>"})
    assert kept(read_submission(original, Limits()), CHOIR)


HEADS = [
    "-----Messaggio originale-----\nDa: Comune di Chioggia\nInviato: lunedì 4 gennaio\nA: Prefettura\nOggetto: "
    "esperienze",
    "Da: Comune di Chioggia\nData: 4 gennaio 2016\nOggetto: esperienze",
    "Il giorno 4 gennaio 2016 Comune di Chioggia ha scritto:",
    "________________________________\nDa: Comune di Chioggia\nInviato: lunedì 4 gennaio",
]


@pytest.mark.parametrize("head", HEADS)
def test_f06_what_a_mail_passes_on_is_quoted_only_if_the_mail_is_a_reply(head: str) -> None:
    text = f"Vi giro quanto ricevuto.\n\n{head}\n\n{CHOIR}"
    passed_on = read(text, subject="esperienze dei comuni")
    assert passed_on.reading.schede or unexplained(passed_on) == ["(body)"]
    assert unexplained(read(text, subject="R: esperienze dei comuni")) == []


@pytest.mark.parametrize(
    ("sentence", "telling"),
    [
        ("Si segnala che la Prefettura ha promosso un laboratorio di ceramica.", True),
        ("Si segnala che la scheda sostituisce quella inviata il 3 dicembre.", False),
        ("Il sindaco porta ogni giovedì le famiglie al mercato.", True),
        ("Non risultano iniziative nei campi indicati.", False),
        ("Non risultano furti da quando i ragazzi curano gli orti.", True),
        ("SI TRASMETTE LA SCHEDA RICHIESTA CON LA CIRCOLARE.", False),
        ("I RAGAZZI DEL CENTRO RIPARANO LE BICICLETTE DEL PAESE.", True),
    ],
)
def test_f06_a_sentence_is_judged_by_all_its_words(sentence: str, telling: bool) -> None:
    assert bool(told(sentence)) is telling
    assert only_corresponds(sentence) is not telling


def _letters(count: int) -> str:
    chance = random.Random(count)
    return " ".join(
        "".join(chance.choice(string.ascii_lowercase) for _ in range(chance.randint(3, 10))) for _ in range(count)
    )


@pytest.mark.parametrize(
    "garbage",
    [
        _letters(200),
        base64.encodebytes(random.Random(7).randbytes(3000)).decode(),
        "\n".join(" ".join(str(n * m * 37 % 9973) for n in range(3, 15)) for m in range(2, 30)),
        "\n".join(random.Random(9).randbytes(16).hex() for _ in range(60)),
    ],
    ids=["letters", "base64", "numbers", "hexadecimal"],
)
@pytest.mark.parametrize("heading", ["Campo 5: apprendimento della lingua italiana\n\n", "Buona pratica\n\n"])
def test_f07_garbage_is_no_scheda(garbage: str, heading: str) -> None:
    submission = read(f"{heading}{garbage}")
    assert submission.reading.schede == ()
    assert unexplained(submission)


def test_f07_a_flood_of_paragraphs_is_no_scheda() -> None:
    chance = random.Random(3)
    words = f"{SCHOOL} {CHOIR}".split()
    flood = "\n\n".join(" ".join(chance.choices(words, k=12)) for _ in range(3000))
    submission = read(f"Campo 5: apprendimento della lingua italiana\n\n{flood}")
    told = [scheda.description for scheda in submission.reading.schede]
    assert max(map(len, told)) <= Limits().scheda_chars
    assert unexplained(submission) or sum(map(len, told)) > 0.95 * len(flood)
    assert len(submission.reading.problems) < 10


@pytest.mark.parametrize(
    "text",
    [
        SCHOOL,
        CHOIR.upper(),
        "Das Projekt bringt zwölf Jugendliche aus Mali mit den Handwerkern der Stadt Bozen zusammen.",
        "Орт открыт каждый день для всех соседей и гостей города.",
        "torneo di calcio, 16 squadre, sabato ore 15; arbitri: 2 afgani, 1 maliano",
    ],
)
def test_f07_a_text_in_any_language_is_words(text: str) -> None:
    assert word_share(" ".join([text] * 4)) >= Limits().scheda_words_percent


@pytest.mark.parametrize(
    "sentence",
    [
        "La Prefettura di Macerata, con il Comune e le associazioni, coltiva un orto insieme ai pensionati.",
        "Comune di Sarnano e parrocchia aprono la palestra ai ragazzi ogni sera d'inverno.",
        "Il sindaco accompagna ogni giovedì le famiglie al mercato coperto con il pulmino.",
        "Via Garibaldi 12 accoglie otto studenti e una maestra che legge con loro.",
    ],
)
def test_f06_a_sentence_that_begins_like_a_letterhead_is_a_description(sentence: str) -> None:
    content = docx(
        [("bold", "Campo 9: azioni per favorire l'integrazione"), ("text", sentence), ("text", "Il Prefetto")]
    )
    (scheda,) = read("Si trasmette.", {"scheda.docx": content}).reading.schede
    assert scheda.description == sentence


SAILS = "Campo 6 - A Ortona cinque donne cuciono le vele in un cantiere con un contratto di un anno."


@pytest.mark.parametrize(
    "few",
    [
        "Campo 11 - Squadra di cricket a Penne.",
        "C) CAMPO N. 11: torneo di cricket",
        "Scheda 11) Una squadra di cricket",
        "Campo n. 11 – Coro di voci nigeriane",
    ],
)
def test_few_words_behind_a_campo_become_a_scheda_or_are_told(few: str) -> None:
    found = read(f"{SAILS}\n\n{few}\n\nIl dirigente")
    codes = {problem.code for problem in found.reading.problems}
    assert found.reading.schede
    assert 11 in {scheda.campo for scheda in found.reading.schede} or ProblemCode.UNEXPLAINED_TEXT in codes


@pytest.mark.parametrize(
    "text",
    [
        "Per Piacenza: campo 5, corso di italiano al Cpia con baby parking. Campo 6, due assunti alla Logistica Po.",
        "Dal telefono: campo 8, sei case in affitto a Penne. Altro non ho.",
        "Buongiorno. Campo 10, a Pineto una casa per madri sole.",
        "x Ortona campo 7: pulizia della spiaggia con i bagnini",
        "Per la scheda 11: coro gospel di Alghero.",
    ],
)
def test_a_text_led_by_a_campo_is_no_other_business(text: str) -> None:
    found = read(text, subject="Re: sollecito", sender="anna@interno.it")
    codes = {problem.code for problem in found.reading.problems}
    assert found.reading.schede or ProblemCode.UNEXPLAINED_TEXT in codes


@pytest.mark.parametrize(
    "text",
    [
        "Si prega di indicare il campo di riferimento (ad esempio campo 5 per i corsi, campo 7 per il volontariato).",
        "Si ringrazia per l'invio delle schede relative ai campi 1 e 7, che saranno pubblicate sul sito.",
        "Per il campo 5: si trasmette la scheda.",
        "Per il campo 5: nessuna esperienza da segnalare.",
        "Con riferimento alla scheda n. 3, si chiede di trasmettere il protocollo.",
        "Per la scheda 7: si allega il documento firmato.",
    ],
)
def test_a_text_that_only_speaks_of_a_campo_troubles_nobody(text: str) -> None:
    found = read(text)
    assert not found.reading.schede
    assert ProblemCode.UNEXPLAINED_TEXT not in {problem.code for problem in found.reading.problems}
