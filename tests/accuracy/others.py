"""Other mail: none of it is a scheda, much of it speaks of the same things in the same words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from jobs.demo.build import docx, mail, pdf
from jobs.demo.sample import official_form

DATE = datetime(2016, 1, 12, 10, tzinfo=UTC)

TEXTS = [
    "Si comunica che in questa provincia non risultano esperienze riconducibili ai campi indicati nella circolare in oggetto.",
    "Con riferimento alla nota n. 5973, si fa presente che non vi sono buone pratiche da segnalare. Si fa riserva di comunicare eventuali future iniziative.",
    "Si prega di voler concedere una breve proroga del termine, essendo in corso la raccolta dei contributi presso i comuni della provincia.",
    "Si chiede di conoscere se la scheda debba essere compilata anche per i progetti finanziati con fondi europei già rendicontati al Ministero.",
    "Buongiorno, potete confermare la ricezione della mail inviata ieri con le schede? Grazie e cordiali saluti.",
    "In allegato alla presente si sarebbe dovuto trasmettere il modello, ma per un problema tecnico sarà inviato domani con separata comunicazione.",
    "Si informa che il referente per le buone pratiche presso questo ufficio è la dott.ssa Maria Neri, tel. 0123 456789.",
    "La riunione del tavolo sull'accoglienza dei richiedenti asilo, prevista per il 20 gennaio, è rinviata al 27 gennaio alle ore 10.",
    "Si trasmette per opportuna conoscenza la rassegna stampa di oggi: «Migranti, i comuni chiedono più fondi»; «Corsi di italiano, boom di iscritti».",
    "La S.V. è invitata al convegno «Accoglienza e integrazione: esperienze a confronto» che si terrà il 5 febbraio presso la sala consiliare.",
    "Si comunicano le presenze nei centri di accoglienza al 31 dicembre: uomini 340, donne 52, minori 18. Posti liberi: 12.",
    "Fattura n. 124/2015 relativa al servizio di accoglienza di cittadini stranieri, mese di dicembre, euro 45.320,00 oltre IVA.",
    "Oggetto: avviso pubblico FAMI 2014-2020. Si informa che è stato pubblicato il bando per progetti di formazione linguistica destinati a cittadini di Paesi terzi.",
    "Gentili colleghi, sarò in ferie fino al 18 gennaio. Per urgenze rivolgersi alla segreteria.",
    "La presente per segnalare la candidatura della nostra cooperativa alla gestione di servizi di mediazione, orientamento e insegnamento della lingua. Restiamo a disposizione per un preventivo.",
    "Corso di formazione per funzionari: «Il diritto d'asilo dopo il d.lgs. 142/2015». Iscrizioni aperte fino al 25 gennaio, quota di partecipazione 180 euro.",
    "Per accedere alla nuova casella di posta è necessario modificare la password entro 48 ore collegandosi al sito dell'assistenza.",
    "Si trasmette il calendario delle audizioni della Commissione territoriale per il mese di febbraio.",
    "Egregio Prefetto, sono un cittadino e vorrei segnalare che presso il centro di via Roma gli ospiti fanno rumore la sera. Chiedo un intervento.",
    "Si ringrazia per il contributo inviato, che sarà esaminato dal gruppo di lavoro e pubblicato sul sito del Dipartimento.",
    "Si sollecita l'invio delle schede da parte delle Prefetture che non vi abbiano ancora provveduto, entro il 15 gennaio p.v.",
    "In relazione alla richiesta, si rappresenta che la documentazione è stata già inviata con PEC del 3 dicembre 2015, alla quale si rinvia.",
    "Il presente messaggio è stato inviato a più destinatari. Auguri di buone feste a tutti i colleghi dell'Area IV!",
    "Si trasmette l'elenco dei comuni della provincia con il numero degli stranieri residenti e l'indirizzo di posta certificata di ciascuno.",
    "Interpello per la copertura di un posto di funzionario presso la Direzione centrale per le politiche dell'immigrazione e dell'asilo.",
    "Si chiede l'invio di copia del verbale della conferenza permanente del 9 dicembre, con gli allegati tecnici relativi ai trasferimenti.",
    "Oggetto: trasferimento di 25 cittadini stranieri. Si dispone l'invio presso codesta provincia di 25 richiedenti, con arrivo previsto alle ore 14.",
    "Si trasmette copia della circolare n. 5973 per i successivi adempimenti dei comuni in indirizzo, con preghiera di far pervenire i contributi entro fine mese.",
    "Segnalazione di malfunzionamento: non riesco ad aprire il modello allegato alla circolare, il file risulta danneggiato. Si chiede un nuovo invio.",
    "Quesito: il permesso di soggiorno per richiesta asilo consente l'iscrizione anagrafica? Si resta in attesa di cortese riscontro.",
]  # fmt: skip


def others() -> Iterator[tuple[str, bytes]]:
    """Each text in the mail itself, as a letter in Word and in PDF, from an office, a person and a stranger; and blank forms."""
    senders = ["protocollo.prefte@pec.interno.it", "luca.bruni@interno.it", "info@cooperativa.example"]
    for number, text in enumerate(TEXTS):
        for place, sender in enumerate(senders):
            yield f"text {number} from {sender}", mail(sender, "Circolare 5973 - buone pratiche", text, date=DATE)
            if place == number % 3:
                continue
            lines = [("bold", "Prefettura di Teramo"), ("text", "Al Ministero dell'Interno"), ("text", "Oggetto: comunicazione."), ("text", text), ("text", "Distinti saluti")]  # fmt: skip
            name, content = (("nota.docx", docx(lines)), ("nota.pdf", pdf(lines)), ("nota.docx", docx(lines)))[place]
            yield f"letter {number} {name} from {sender}", mail(sender, "Nota", "Si trasmette.", {name: content}, date=DATE)
    for sender in senders:
        for name, content in (
            ("modello.docx", docx(official_form((), on="☒", off="☐"))),
            ("modello.pdf", pdf(official_form((), on="☒", off="☐"))),
        ):
            yield (
                f"blank form {name} from {sender}",
                mail(sender, "Modello", "Si trasmette il modello da compilare.", {name: content}, date=DATE),
            )
