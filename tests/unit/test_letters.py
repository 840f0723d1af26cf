"""Replies that follow no layout: free letters, several practices, covering letters, forwards, and mail that is no
reply.
"""

from datetime import UTC, datetime

import pytest

from config.campi import CAMPI
from config.limits import Limits
from jobs.demo import texts
from jobs.demo.build import Paragraphs, docx, mail, paragraphs
from jobs.demo.sample import official_form
from jobs.pipeline import read_submission
from store.model import Submission

DATE = datetime(2016, 1, 5, tzinfo=UTC)
SENDER = "protocollo.prefvr@pec.interno.it"
TITLES = "\n".join(f"{campo.number}) {campo.title}" for campo in CAMPI)


def attached(content: Paragraphs, name: str = "allegato.docx", **table: object) -> Submission:
    return body("In allegato quanto richiesto.\n", {name: docx(content, **table)})  # type: ignore[arg-type]


def body(
    text: str, files: dict[str, bytes] | None = None, *, subject: str = "Circolare 5973", sender: str = SENDER
) -> Submission:
    return read_submission(mail(sender, subject, text, files, date=DATE), Limits())


def campi(submission: Submission) -> list[int]:
    return [scheda.campo for scheda in submission.reading.schede]


def test_a_free_letter_with_two_numbered_practices() -> None:
    submission = body(
        f"Si segnalano le seguenti buone pratiche.\n\n1. Corsi di italiano\n{texts.LINGUA}\n\n2. Volontariato nei "
        f"parchi\n{texts.VOLONTARIATO}\n\nCordiali saluti"
    )
    assert [(s.campo, s.title, s.method) for s in submission.reading.schede] == [
        (5, "Corsi di italiano", "text"),
        (7, "Volontariato nei parchi", "text"),
    ]
    assert "saluti" not in submission.reading.schede[1].description


def test_opening_and_closing_in_the_paragraph_of_the_practice() -> None:
    text = texts.SPORTELLO.replace("\n", " ")
    submission = body(
        f"In riscontro alla circolare n. 5973 si descrive di seguito la buona pratica relativa al campo 4. {text} Si "
        f"resta a disposizione per ogni chiarimento.\n\nIl Dirigente\nDott. Paolo Neri\ntel. 045 123456"
    )
    (scheda,) = submission.reading.schede
    assert (scheda.campo, scheda.method, scheda.description) == (4, "number", text)


def test_one_practice_that_claims_two_campi_is_two_schede_with_the_same_text() -> None:
    stacked = attached(
        [
            ("bold", "Campo 5: apprendimento della lingua italiana"),
            ("bold", "Campo 9: azioni per favorire l'integrazione"),
            *paragraphs(texts.LINGUA),
        ]
    )
    assert campi(stacked) == [5, 9]
    assert len({scheda.description for scheda in stacked.reading.schede}) == 1
    assert campi(attached([("bold", "Campi 5 e 9 - lingua e cittadinanza"), *paragraphs(texts.LINGUA)])) == [5, 9]


def test_several_practices_in_one_campo() -> None:
    submission = attached(
        [
            ("bold", "Campo 5: apprendimento della lingua italiana"),
            ("bold", "Progetto Parole"),
            *paragraphs(texts.LINGUA),
            ("bold", "Progetto Scuola aperta"),
            *paragraphs(texts.SPORTELLO),
        ]
    )
    assert [(s.campo, s.title) for s in submission.reading.schede] == [
        (5, "Progetto Parole"),
        (5, "Progetto Scuola aperta"),
    ]


def test_a_counter_is_no_campo() -> None:
    submission = attached(
        [
            ("bold", "Scheda 1 di 2"),
            ("bold", "Apprendimento della lingua italiana"),
            *paragraphs(texts.LINGUA),
            ("bold", "Scheda 2 di 2"),
            ("bold", "Storie di inserimento lavorativo e sociale"),
            *paragraphs(texts.TIROCINI),
        ]
    )
    assert campi(submission) == [5, 6]
    assert [problem.code for problem in submission.reading.problems] == []


def test_practices_counted_and_their_campo_below() -> None:
    submission = attached(
        [
            ("bold", "Buona pratica n. 1"),
            ("text", "Campo: 5"),
            *paragraphs(texts.LINGUA),
            ("bold", "Buona pratica n. 2"),
            ("text", "Campo: 7"),
            *paragraphs(texts.VOLONTARIATO),
        ]
    )
    assert campi(submission) == [5, 7]


def test_letterspaced_headings() -> None:
    submission = attached(
        [
            ("bold", "S C H E D A  5"),
            ("bold", "A P P R E N D I M E N T O  D E L L A  L I N G U A  I T A L I A N A"),
            *paragraphs(texts.LINGUA),
        ]
    )
    (scheda,) = submission.reading.schede
    assert (scheda.campo, scheda.method, scheda.title) == (5, "number+title", ""), (
        "the official title is no name of a practice"
    )


def test_label_and_value_in_the_rows_of_a_table() -> None:
    rows = [
        ("Numero e oggetto del campo", "7 - Coinvolgimento volontario dei richiedenti asilo"),
        ("Denominazione", "Argini puliti"),
        ("Descrizione", texts.VOLONTARIATO),
    ]
    (scheda,) = attached([("bold", "Prefettura di Verona")], table=rows).reading.schede
    assert (scheda.campo, scheda.title) == (7, "Argini puliti")
    assert scheda.description == texts.VOLONTARIATO


class TestForms:
    def test_one_description_for_all_ticks(self) -> None:
        submission = attached([*official_form([4, 10]), *paragraphs(texts.MINORI)])
        assert campi(submission) == [4, 10]
        assert {scheda.method for scheda in submission.reading.schede} == {"tick"}

    def test_a_short_description_below_a_ticked_form_is_one(self) -> None:
        text = (
            "Sei ospiti del centro di Legnago curano ogni sabato il giardino della scuola elementare insieme ai "
            "genitori."
        )
        (scheda,) = attached([*official_form([7]), ("text", text)]).reading.schede
        assert (scheda.campo, scheda.method, scheda.description) == (7, "tick", text)

    def test_the_only_bold_item_is_the_answer(self) -> None:
        items = [("bold" if campo.number == 6 else "text", f"- {campo.number}) {campo.title};") for campo in CAMPI]
        submission = attached(
            [
                ("text", "Contrassegnare uno o più campi"),
                *items,
                ("text", "SINTETICA DESCRIZIONE DELLA BUONA PRATICA:"),
                *paragraphs(texts.TIROCINI),
            ]
        )
        assert (submission.reading.marked_campi, campi(submission)) == ((6,), [6])

    @pytest.mark.parametrize(
        "shape",
        [
            "{n}) {t} X",
            "X {n}) {t}",
            "{n}) {t} (campo contrassegnato)",
            "→ {n}) {t}",
            "√ {n}) {t}",
            "(x) {n}) {t}",
            "SI {n}) {t}",
        ],
    )
    def test_typed_marks(self, shape: str) -> None:
        items = [
            ("text", (shape if campo.number in {2, 8} else "{n}) {t}").format(n=campo.number, t=campo.title))
            for campo in CAMPI
        ]
        assert attached([("text", "Contrassegnare uno o più campi"), *items]).reading.marked_campi == (2, 8)

    def test_marks_in_a_column_of_their_own(self) -> None:
        rows = [(str(campo.number), campo.title, "X" if campo.number == 5 else "") for campo in CAMPI]
        submission = attached([("text", "Contrassegnare uno o più campi")], table=rows)
        assert submission.reading.marked_campi == (5,)
        assert [(problem.code, problem.campo) for problem in submission.reading.problems] == [
            ("marked_without_scheda", 5)
        ]

    def test_items_that_were_not_chosen_may_be_deleted(self) -> None:
        items = [("text", f"{number}) {CAMPI[number - 1].title}") for number in (3, 8)]
        assert attached([("text", "Contrassegnare uno o più campi"), *items]).reading.marked_campi == (3, 8)

    def test_all_items_with_the_same_bullet_tick_nothing(self) -> None:
        items = [("text", f"* {campo.number}) {campo.title}") for campo in CAMPI]
        assert attached([("text", "Contrassegnare uno o più campi"), *items]).reading.marked_campi == ()

    def test_a_scheda_that_the_form_does_not_mark(self) -> None:
        submission = attached(
            [
                *official_form([4]),
                ("bold", "Campo 4"),
                *paragraphs(texts.SPORTELLO),
                ("bold", "Campo 5"),
                *paragraphs(texts.LINGUA),
            ]
        )
        assert [(problem.code, problem.campo) for problem in submission.reading.problems] == [("scheda_not_marked", 5)]


class TestMailAroundMail:
    def test_an_index_in_the_covering_letter_is_no_scheda(self) -> None:
        text = (
            "Con riferimento alla circolare n. 5973, si trasmettono le schede relative ai campi:\n\n5) "
            "apprendimento della lingua italiana\n7) processi di coinvolgimento volontario\n\nDistinti saluti"
        )
        files = {
            "a.docx": docx([("bold", "Apprendimento della lingua italiana"), *paragraphs(texts.LINGUA)]),
            "b.docx": docx(
                [
                    ("bold", "Processi di coinvolgimento volontario del richiedente asilo"),
                    *paragraphs(texts.VOLONTARIATO),
                ]
            ),
        }
        submission = body(text, files)
        assert [(s.campo, s.document) for s in submission.reading.schede] == [(5, "a.docx"), (7, "b.docx")]

    def test_the_same_scheda_in_body_and_file_is_one(self) -> None:
        content = [("bold", "Scheda 5"), *paragraphs(texts.LINGUA)]
        submission = body("\n\n".join(text for _, text in content), {"scheda.docx": docx(content)})
        assert [(s.campo, s.document) for s in submission.reading.schede] == [(5, "scheda.docx")]
        assert [problem.code for problem in submission.reading.problems] == ["possible_duplicate"]

    def test_what_is_forwarded_in_line_is_content(self) -> None:
        text = (
            f"Si inoltra.\n\n-----Messaggio originale-----\nDa: Comune di Bovolone\nInviato: lunedì 4 gennaio 2016 "
            f"10:00\nA: Prefettura di Verona\nOggetto: Scheda\n\nScheda 5: apprendimento della lingua "
            f"italiana\n\n{texts.LINGUA}\n"
        )
        submission = body(text, subject="I: Scheda")
        assert (campi(submission), submission.reading.prefettura.sigla) == ([5], "VR")

    @pytest.mark.parametrize(
        "quoted",
        [
            "Da: Dipartimento\nInviato: lunedì\nA: Prefetture\nOggetto: circolare\n\n" + TITLES,
            "Il giorno 4 febbraio 2016 il Dipartimento ha scritto:\n\n"
            + "\n".join("> " + line for line in TITLES.split("\n")),
        ],
    )
    def test_what_a_reply_quotes_ticks_nothing(self, quoted: str) -> None:
        submission = body(f"Si conferma.\n\n{quoted}", subject="R: circolare")
        assert (submission.kind, submission.reading.marked_campi, submission.reading.schede) == (
            "correspondence",
            None,
            (),
        )


class TestHtml:
    def read(self, html: str, subject: str = "Scheda") -> Submission:
        return read_submission(mail(SENDER, subject, "x", date=DATE, html=html), Limits())

    def test_the_markup_of_outlook(self) -> None:
        rows = "".join(f"<p class=MsoNormal>{line}<o:p></o:p></p>" for line in texts.LINGUA.split("\n"))
        html = (
            f'<html xmlns:o="urn:x"><head><style>p{{}}</style></head><body><div class="WordSection1"><p '
            f"class=MsoNormal>Buongiorno,<o:p></o:p></p><p class=MsoNormal><b>Scheda 5: Apprendimento della "
            f"lingua italiana<o:p></o:p></b></p>{rows}<p class=MsoNormal>Cordiali saluti<o:p></o:p></p><p "
            f"class=MsoNormal>dott. Paolo Neri<br>Prefettura di Verona - Area IV<br>tel. 045 "
            f"8673411</p></div></body></html>"
        )
        (scheda,) = self.read(html).reading.schede
        assert (scheda.campo, scheda.description) == (5, texts.LINGUA)

    def test_lines_that_only_breaks_divide(self) -> None:
        lines = "<br>".join(
            [
                "Scheda 5",
                *texts.LINGUA.split("\n"),
                "",
                "Scheda 7",
                *texts.VOLONTARIATO.split("\n"),
                "",
                "Distinti saluti",
                "Il Prefetto",
            ]
        )
        assert [(s.campo, s.description) for s in self.read(lines).reading.schede] == [
            (5, texts.LINGUA),
            (7, texts.VOLONTARIATO),
        ]

    def test_a_table_with_a_row_for_each_practice(self) -> None:
        rows = "".join(
            f"<tr><td>{n}</td><td>Progetto {n}</td><td>{text}</td></tr>"
            for n, text in ((5, texts.LINGUA), (7, texts.VOLONTARIATO))
        )
        schede = self.read(
            f"<table><tr><th>Campo</th><th>Titolo</th><th>Descrizione</th></tr>{rows}</table>"
        ).reading.schede
        assert [(s.campo, s.title, s.description) for s in schede] == [
            (5, "Progetto 5", texts.LINGUA.replace("\n", " ")),
            (7, "Progetto 7", texts.VOLONTARIATO.replace("\n", " ")),
        ]

    def test_a_quotation_of_gmail_ticks_nothing_and_a_forward_is_content(self) -> None:
        items = "".join(f"<p>{campo.number}) {campo.title}</p>" for campo in CAMPI)
        reply = (
            f'<div>Confermo.</div><div class="gmail_quote"><div>Il giorno gio 4 feb 2016 Dip ha '
            f"scritto:<br></div><blockquote>{items}</blockquote></div>"
        )
        assert self.read(reply, "Re: Circolare").reading.schede == ()
        forward = (
            f'<div class="gmail_quote"><div>---------- Messaggio inoltrato ---------<br>Da: '
            f"<b>Comune</b><br>Date: lun<br>Subject: Scheda<br>To: p@p.it<br></div><p>Scheda 5: apprendimento "
            f"della lingua italiana</p><p>{texts.LINGUA}</p></div>"
        )
        assert campi(self.read(forward, "Fwd: Scheda")) == [5]


def test_the_subject_speaks_for_the_only_text() -> None:
    submission = body(
        "In allegato.",
        {"relazione.docx": docx(paragraphs(texts.TIROCINI))},
        subject="I: Scheda campo 6 - storie di inserimento lavorativo",
    )
    assert [(scheda.campo, scheda.method) for scheda in submission.reading.schede] == [(6, "number+title")]


def test_a_text_file_of_labels_in_windows_encoding() -> None:
    text = (
        f"SCHEDA N. 1\r\nCAMPO:\t5 - Apprendimento della lingua italiana\r\nTITOLO:\tScuola di "
        f"sera\r\nDESCRIZIONE:\t{texts.LINGUA}\r\n\r\nSCHEDA N. "
        f"2\r\nCAMPO:\t7\r\nTITOLO:\tArgini\r\nDESCRIZIONE:\t{texts.VOLONTARIATO}"
    )
    submission = body("In allegato.", {"schede.txt": text.encode("cp1252")})
    assert [(s.campo, s.title) for s in submission.reading.schede] == [(5, "Scuola di sera"), (7, "Argini")]


NO_REPLIES = {
    "negative reply": "Si comunica che in questa provincia non risultano buone pratiche da segnalare in materia di "
    "accoglienza dei richiedenti asilo.",
    "question": "Buongiorno, vorrei sapere se le schede vanno inviate anche per i progetti SPRAR già finanziati e se "
    "è possibile avere una proroga della scadenza. Il nostro ufficio sta raccogliendo i dati dai comuni "
    "che accolgono i richiedenti asilo.\nGrazie\nAnna Verdi",
    "newsletter": "In questo numero: corsi di italiano per stranieri, bando FAMI, convegno sull'accoglienza dei "
    "richiedenti asilo. Iscrizioni entro il 30 gennaio. Per non ricevere più la newsletter "
    "disiscriversi qui. " * 3,
    "reminder": "Si sollecita l'invio delle schede richieste con la circolare n. 5973 entro il 15 febbraio 2016. Le "
    "prefetture che non hanno ancora risposto sono pregate di trasmettere le buone pratiche.",
    "invitation": "Si invita la S.V. alla riunione del tavolo di coordinamento sull'accoglienza dei migranti prevista "
    "per il giorno 12 gennaio alle ore 10 presso questa sede.",
    "thanks": "Grazie, ricevuto.",
}


@pytest.mark.parametrize("name", NO_REPLIES)
def test_mail_that_is_no_reply_invents_no_scheda(name: str) -> None:
    submission = body(NO_REPLIES[name], subject="Circolare 5973")
    assert (submission.kind, submission.verdict, submission.reading.schede) == ("correspondence", "ignored", ())
