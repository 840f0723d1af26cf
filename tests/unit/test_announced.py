"""What a letter says of its attachments: what is announced and missing is told, a good mail is not kept waiting."""

import pytest

from config.limits import Limits
from config.vocabulary import ProblemCode
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.correspondence.announced import announced
from tests.specimens.envelopes import BOX, DATE

COMES = """
Si trasmette in allegato la scheda richiesta.
In allegato le schede.
Si allega quanto richiesto.
Allego la scheda.
Alleghiamo le due schede compilate.
Vi invio la scheda in oggetto.
Si inviano le schede relative ai campi 1 e 7.
Si trasmettono, unite alla presente, n. 3 schede.
Con la presente si rimette la documentazione richiesta.
Si rimettono le schede.
Trasmettesi scheda.
Allegasi scheda debitamente compilata.
Allegate le schede dei gestori.
Come da allegato.
Vedasi allegato.
Vedi file allegato.
Si veda la scheda unita.
Troverete in allegato il modulo compilato.
Trova in allegato il documento.
Ecco la scheda.
Le invio il modulo compilato.
Ti mando le schede.
Vi giro le schede dei comuni.
Le schede sono allegate alla presente.
La relazione allegata illustra le esperienze.
Unitamente alla presente si trasmette copia del protocollo d'intesa.
Si inoltra per il seguito la nota del Comune di Teramo.
Si acclude la scheda.
Accluse le schede.
All.: n. 2 schede
Si fa seguito trasmettendo le schede mancanti.
Allegati: 3
Si trasmette.
Si inoltra per competenza.
Trasmetto la scheda di questa Prefettura.
In riscontro, si unisce la scheda.
Si invia in allegato quanto richiesto.
Per il campo 5 si rinvia alla scheda allegata.
La scheda allegata descrive due iniziative.
Si vedano le schede allegate.
Con la presente si inviano n. 2 schede e il relativo protocollo.
Mando il file della scheda.
In allegato trovate tutto.
Allegato: scheda campo 7
Vi trasmettiamo il modello compilato.
Si trasmette, per gli adempimenti di competenza, la scheda già compilata dal Comune.
Si fornisce in allegato la descrizione.
Le buone pratiche sono descritte negli allegati.
Si rimanda agli allegati.
"""
COMES_NOT = """
Nessun documento è da allegare.
Non si allegano documenti.
Non vi sono allegati.
Si comunica che non si allega alcuna scheda non essendo state rilevate buone pratiche.
L'invio delle schede avverrà entro il mese di gennaio.
Ci si riserva di trasmettere le schede appena pervenute.
Si provvederà a trasmettere quanto richiesto con successiva nota.
Si trasmetterà al più presto la scheda.
Il Comune invia ogni mese i ragazzi ai corsi serali.
Si inviano i ragazzi ai corsi serali della parrocchia.
La cooperativa trasmette ai ragazzi l'amore per il teatro.
Si conferma la ricezione della circolare e dell'allegato modello.
Con riferimento alla circolare e al relativo allegato si comunica che nulla è da segnalare.
In riferimento alla scheda allegata alla circolare, si comunica esito negativo.
Il regolamento comunale, allegato alla delibera n. 12, prevede l'uso delle sale.
Il protocollo è stato approvato con l'allegato regolamento comunale.
Si invia la presente per comunicare che nulla è da segnalare.
Si trasmette la presente nota negativa.
Si prega di inviare conferma di lettura.
Se non riuscite ad aprire gli allegati contattateci.
Vi inviamo cordiali saluti.
Inviato da iPhone
Si invita codesto Ministero a inviare il modello in formato Word.
Le schede sono state già inviate con nota del 3 dicembre.
Come già trasmesso con mail del 12 novembre, si conferma quanto esposto.
La presente comunicazione e i suoi allegati sono riservati.
Questo messaggio e gli eventuali allegati sono confidenziali.
Gli ospiti inviano ai familiari una parte del pocket money.
Si trasmette per posta ordinaria la documentazione.
Si chiede di trasmettere nuovamente il modello allegato alla circolare.
Nulla da allegare.
Non essendovi allegati, si resta in attesa.
Le schede dei gestori saranno trasmesse entro venerdì.
Seguirà relazione.
I ragazzi si mandano messaggi con i vicini di casa.
Le schede sono state trasmesse il 3 dicembre.
Questo messaggio e i documenti allegati sono destinati esclusivamente al destinatario.
In relazione alla circolare 5973 e al modulo allegato alla stessa si comunica esito negativo.
Il documento allegato alla convenzione elenca i corsi.
La cooperativa gira i documenti alla Questura.
Dalla circolare si rileva che l'allegato 1 va compilato entro il 15 gennaio.
Si trasmette la presente per informare che nessuna pratica risulta.
Ogni ospite allega al diario una fotografia.
Si prega di non rispondere a questa mail.
"""


@pytest.mark.parametrize("sentence", COMES.strip().split("\n"))
def test_what_comes_with_a_letter_is_announced(sentence: str) -> None:
    assert announced(f"Gentile Direttore,\n{sentence}\nCordiali saluti")


@pytest.mark.parametrize("sentence", COMES_NOT.strip().split("\n"))
def test_other_sending_announces_nothing(sentence: str) -> None:
    assert announced(f"Gentile Direttore,\n{sentence}\nCordiali saluti") == ""


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Trasmettesi scheda. Il Viceprefetto", True),
        ("Vi giro le schede dei comuni.", True),
        ("Con riferimento alla circolare e al relativo allegato si comunica che nulla è da segnalare.", False),
        ("Si trasmette la presente per informare che nessuna pratica risulta.", False),
    ],
)
def test_a_mail_without_a_file_says_what_is_missing(text: str, missing: bool) -> None:
    original = mail("immigrazione.pref_te@interno.it", "Circolare 5973", text, date=DATE)
    codes = {problem.code for problem in read_submission(original, Limits(), BOX).reading.problems}
    assert (ProblemCode.MISSING_ATTACHMENT in codes) is missing


@pytest.mark.parametrize(
    ("sentence", "announces"),
    [
        ("Si trasmette quanto segue.", False), ("Si trasmettono di seguito le schede richieste.", False),
        ("Si prega di voler inviare la scheda entro venerdì.", False),
        ("Si chiede a codesto Ministero di trasmettere il modulo.", False),
        ("Si trasmette l'unita scheda e si prega di confermare la ricezione.", True),
        ("Si invia in allegato la relazione; si chiede cortese riscontro.", True),
        ("In allegato si trasmette quanto richiesto, si resta in attesa.", True),
    ],
)  # fmt: skip
def test_requests_and_texts_below_announce_nothing(sentence: str, announces: bool) -> None:
    assert bool(announced(sentence)) is announces
