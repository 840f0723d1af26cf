"""Other mail: none of it is a scheda, much of it speaks of the same things in the same words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from jobs.demo.build import docx, mail, pdf
from jobs.demo.sample import official_form

DATE = datetime(2016, 1, 12, 10, tzinfo=UTC)

TEXTS = [
    "Si comunica che in questa provincia non risultano esperienze riconducibili ai campi indicati nella circolare in "
    "oggetto.",
    "Con riferimento alla nota n. 5973, si fa presente che non vi sono buone pratiche da segnalare. Si fa riserva di "
    "comunicare eventuali future iniziative.",
    "Si prega di voler concedere una breve proroga del termine, essendo in corso la raccolta dei contributi presso i "
    "comuni della provincia.",
    "Si chiede di conoscere se la scheda debba essere compilata anche per i progetti finanziati con fondi europei già "
    "rendicontati al Ministero.",
    "Buongiorno, potete confermare la ricezione della mail inviata ieri con le schede? Grazie e cordiali saluti.",
    "In allegato alla presente si sarebbe dovuto trasmettere il modello, ma per un problema tecnico sarà inviato "
    "domani con separata comunicazione.",
    "Si informa che il referente per le buone pratiche presso questo ufficio è la dott.ssa Maria Neri, tel. 0123 "
    "456789.",
    "La riunione del tavolo sull'accoglienza dei richiedenti asilo, prevista per il 20 gennaio, è rinviata al 27 "
    "gennaio alle ore 10.",
    "Si trasmette per opportuna conoscenza la rassegna stampa di oggi: «Migranti, i comuni chiedono più fondi»; "
    "«Corsi di italiano, boom di iscritti».",
    "La S.V. è invitata al convegno «Accoglienza e integrazione: esperienze a confronto» che si terrà il 5 febbraio "
    "presso la sala consiliare.",
    "Si comunicano le presenze nei centri di accoglienza al 31 dicembre: uomini 340, donne 52, minori 18. Posti "
    "liberi: 12.",
    "Fattura n. 124/2015 relativa al servizio di accoglienza di cittadini stranieri, mese di dicembre, euro 45.320,00 "
    "oltre IVA.",
    "Oggetto: avviso pubblico FAMI 2014-2020. Si informa che è stato pubblicato il bando per progetti di formazione "
    "linguistica destinati a cittadini di Paesi terzi.",
    "Gentili colleghi, sarò in ferie fino al 18 gennaio. Per urgenze rivolgersi alla segreteria.",
    "La presente per segnalare la candidatura della nostra cooperativa alla gestione di servizi di mediazione, "
    "orientamento e insegnamento della lingua. Restiamo a disposizione per un preventivo.",
    "Corso di formazione per funzionari: «Il diritto d'asilo dopo il d.lgs. 142/2015». Iscrizioni aperte fino al 25 "
    "gennaio, quota di partecipazione 180 euro.",
    "Per accedere alla nuova casella di posta è necessario modificare la password entro 48 ore collegandosi al sito "
    "dell'assistenza.",
    "Si trasmette il calendario delle audizioni della Commissione territoriale per il mese di febbraio.",
    "Egregio Prefetto, sono un cittadino e vorrei segnalare che presso il centro di via Roma gli ospiti fanno rumore "
    "la sera. Chiedo un intervento.",
    "Si ringrazia per il contributo inviato, che sarà esaminato dal gruppo di lavoro e pubblicato sul sito del "
    "Dipartimento.",
    "Si sollecita l'invio delle schede da parte delle Prefetture che non vi abbiano ancora provveduto, entro il 15 "
    "gennaio p.v.",
    "In relazione alla richiesta, si rappresenta che la documentazione è stata già inviata con PEC del 3 dicembre "
    "2015, alla quale si rinvia.",
    "Il presente messaggio è stato inviato a più destinatari. Auguri di buone feste a tutti i colleghi dell'Area IV!",
    "Si trasmette l'elenco dei comuni della provincia con il numero degli stranieri residenti e l'indirizzo di posta "
    "certificata di ciascuno.",
    "Interpello per la copertura di un posto di funzionario presso la Direzione centrale per le politiche "
    "dell'immigrazione e dell'asilo.",
    "Si chiede l'invio di copia del verbale della conferenza permanente del 9 dicembre, con gli allegati tecnici "
    "relativi ai trasferimenti.",
    "Oggetto: trasferimento di 25 cittadini stranieri. Si dispone l'invio presso codesta provincia di 25 richiedenti, "
    "con arrivo previsto alle ore 14.",
    "Si trasmette copia della circolare n. 5973 per i successivi adempimenti dei comuni in indirizzo, con preghiera "
    "di far pervenire i contributi entro fine mese.",
    "Segnalazione di malfunzionamento: non riesco ad aprire il modello allegato alla circolare, il file risulta "
    "danneggiato. Si chiede un nuovo invio.",
    "Quesito: il permesso di soggiorno per richiesta asilo consente l'iscrizione anagrafica? Si resta in attesa di "
    "cortese riscontro.",
    "Ai Sindaci della provincia. Il Ministero dell'Interno ha avviato una raccolta di buone pratiche in materia di "
    "accoglienza e integrazione. Si chiede alle SS.LL. di far pervenire, entro il 10 gennaio, la scheda allegata, "
    "specificando il campo di riferimento (ad esempio campo 5 per i corsi di italiano, campo 7 per il volontariato).",
    "Verbale della riunione del Consiglio territoriale. Sono presenti i sindaci di Follonica e Orbetello, la ASL e la "
    "Caritas. Il Prefetto illustra la situazione degli arrivi e riferisce sui corsi di italiano attivati presso il "
    "CPIA. Il sindaco di Orbetello chiede chiarimenti sulle quote. La riunione termina alle 12.30.",
    "COMUNICATO STAMPA. Domani alle ore 11 nella sala consiliare verrà presentato il progetto di volontariato dei "
    "richiedenti asilo. Interverranno il Prefetto e il Sindaco. Gli organi di informazione sono invitati.",
    "Si ringrazia per l'invio delle schede relative ai campi 1 e 7, che saranno pubblicate sul sito. Si prega di "
    "voler trasmettere anche il protocollo citato.",
    "Si trasmettono i dati delle presenze: CAS di via Roma 45, CAS di Scansano 22, SPRAR 30. Corsi di italiano attivi "
    "6, mediatori 4, tirocini 12.",
    "La nostra cooperativa da anni organizza corsi di italiano, laboratori e attività di volontariato per richiedenti "
    "asilo in tutta Italia. Restiamo a disposizione per collaborazioni; in allegato il listino dei servizi.",
    "A seguito dell'ispezione presso il centro di accoglienza di via Mazzini sono state rilevate le seguenti carenze: "
    "mancanza del mediatore, corsi di lingua non attivati, assistenza sanitaria insufficiente. Si invita il gestore a "
    "provvedere entro dieci giorni.",
    "Bando di gara per l'affidamento del servizio di accoglienza di 200 richiedenti protezione internazionale. "
    "L'offerta tecnica dovrà descrivere i corsi di italiano, l'orientamento ai servizi e le attività di volontariato.",
    "In riscontro alla circolare in oggetto si rappresenta che presso questa provincia, allo stato, non si rilevano "
    "buone pratiche meritevoli di segnalazione; i corsi di italiano e le attività di volontariato sono in fase di "
    "progettazione.",
    "Buongiorno, sono un insegnante in pensione e vorrei offrirmi come volontario per i corsi di italiano ai "
    "rifugiati. A chi posso rivolgermi? Abito a Grosseto.",
    "Si comunica che il 12 febbraio si terrà un seminario di aggiornamento per gli operatori degli uffici "
    "immigrazione sulle procedure di protezione internazionale. Le adesioni vanno inviate entro il 5.",
    "Gentili colleghi, vi segnalo che sulla Gazzetta ufficiale è stato pubblicato il decreto legislativo n. 142/2015: "
    "l'art. 17 riguarda le persone vulnerabili, l'art. 19 i minori non accompagnati, l'art. 22 il lavoro e la "
    "formazione professionale.",
    "Si fa riserva di trasmettere, non appena disponibili, le schede relative ai campi 3, 5 e 7, in corso di "
    "predisposizione da parte dei comuni interessati.",
    "Si dispone il trasferimento del nucleo familiare nigeriano dal centro di Grosseto alla struttura di Siena, che "
    "dispone di assistenza psicologica e di un corso di italiano. Il vettore è la ditta Rossi.",
    "Il Tirreno, 12 gennaio 2016. «I profughi puliscono il parco». Da ieri quindici richiedenti asilo ospiti "
    "dell'hotel Mare sono al lavoro, gratuitamente, nel parco di via Senese. Il sindaco: «Un bell'esempio di "
    "integrazione». Critica l'opposizione.",
    "Si segnala a codesta Prefettura che gli ospiti della struttura di via Dante non frequentano i corsi di italiano "
    "e che il gestore non ha attivato le attività di volontariato previste dalla convenzione. Si chiede un urgente "
    "intervento.",
    "Il funzionario addetto cura l'istruttoria delle pratiche di cittadinanza, coordina lo sportello per gli "
    "stranieri e mantiene i rapporti con gli enti gestori dell'accoglienza.",
    "Nel corso del 2016 questo Comune intende avviare, previo reperimento dei fondi, un corso di lingua per le donne "
    "straniere e uno sportello di orientamento. Si chiede di conoscere la disponibilità di finanziamenti.",
    "Il progetto FAMI dovrà prevedere azioni di formazione linguistica, orientamento civico e inserimento lavorativo. "
    "Il soggetto proponente presenterà la domanda sulla piattaforma entro le ore 12 del 29 febbraio.",
    "La Prefettura tutta si stringe al dolore della famiglia del collega Mario Bianchi, per anni responsabile "
    "dell'ufficio immigrazione e animatore dei corsi di italiano per stranieri.",
    "La classe terza B del liceo ha visitato la Prefettura e ha incontrato il Prefetto, che ha spiegato il "
    "funzionamento degli uffici e risposto alle domande degli studenti sull'immigrazione.",
    "Con riferimento alla circolare 5973, il modello allegato risulta in PDF non editabile: è possibile averlo in "
    "formato Word per compilarlo? Inoltre, per un progetto che riguarda i campi 4 e 10 servono due schede?",
    "Si trasmette il rendiconto delle spese sostenute per il progetto SPRAR nel secondo semestre 2015: personale "
    "45.000 euro, mediazione 8.200, corsi di italiano 6.100, borse lavoro 12.000.",
    "Nella serata di ieri alcuni ospiti del centro di accoglienza hanno protestato per il ritardo del pocket money. "
    "Sul posto sono intervenuti i mediatori e una pattuglia; la situazione è tornata alla normalità.",
    "Si comunica che i minori stranieri non accompagnati presenti in provincia sono 41, di cui 38 maschi; le domande "
    "di protezione pendenti sono 512; i dinieghi 230.",
    "Ciao Paola, ti confermo che all'incontro di giovedì abbiamo parlato dello sportello, del corso per i mediatori e "
    "della bozza di protocollo. Ti mando gli appunti appena li ho sistemati. A presto.",
]  # fmt: skip


def others() -> Iterator[tuple[str, bytes]]:
    """Each text in the mail itself, as a letter in Word and in PDF, from an office, a person and a stranger; and blank
    forms.
    """
    senders = ["protocollo.prefte@pec.interno.it", "luca.bruni@interno.it", "info@cooperativa.example"]
    for number, text in enumerate(TEXTS):
        for place, sender in enumerate(senders):
            yield f"text {number} from {sender}", mail(sender, "Circolare 5973 - buone pratiche", text, date=DATE)
            if place == number % 3:
                continue
            lines = [
                ("bold", "Prefettura di Teramo"),
                ("text", "Al Ministero dell'Interno"),
                ("text", "Oggetto: comunicazione."),
                ("text", text),
                ("text", "Distinti saluti"),
            ]
            name, content = (("nota.docx", docx(lines)), ("nota.pdf", pdf(lines)), ("nota.docx", docx(lines)))[place]
            yield (
                f"letter {number} {name} from {sender}",
                mail(sender, "Nota", "Si trasmette.", {name: content}, date=DATE),
            )
    for sender in senders:
        for name, content in (
            ("modello.docx", docx(official_form((), on="☒", off="☐"))),
            ("modello.pdf", pdf(official_form((), on="☒", off="☐"))),
        ):
            yield (
                f"blank form {name} from {sender}",
                mail(sender, "Modello", "Si trasmette il modello da compilare.", {name: content}, date=DATE),
            )
