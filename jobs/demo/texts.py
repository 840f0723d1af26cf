"""Texts of the sample mailbox. The offices exist; the practices, persons and associations are invented."""

LINGUA = (
    "Nel comprensorio della bassa pianura il centro provinciale per l'istruzione degli adulti ha aperto tre aule "
    "serali presso le "
    "biblioteche comunali, dove ottantaquattro ospiti dei centri di accoglienza seguono moduli di alfabetizzazione di "
    "cento ore.\n"
    "I docenti sono affiancati da tutor di madrelingua e la frequenza è annotata in un libretto personale. Alla fine "
    "di ogni modulo "
    "si sostiene la prova di livello A1 o A2."
)
VOLONTARIATO = (
    "Dal mese di aprile ventidue richiedenti asilo puliscono a titolo gratuito gli argini e curano il verde dei "
    "giardini pubblici insieme "
    "alla squadra degli operai comunali. Ciascuno firma un patto di volontariato e gode di copertura assicurativa "
    "contro gli infortuni.\n"
    "L'esperienza ha ridotto i tempi di inattività nelle strutture e ha fatto conoscere gli ospiti alla cittadinanza."
)
RETE = (
    "È stato costituito un tavolo di coordinamento permanente al quale siedono i comuni, la diocesi, il terzo settore "
    "e le associazioni "
    "di categoria. Il tavolo si riunisce ogni mese, condivide la mappa dei posti disponibili e assegna a ciascun "
    "attore del territorio un compito."
)
SPORTELLO = (
    "Lo sportello unico al piano terra del palazzo comunale offre orientamento su permessi di soggiorno, iscrizione "
    "al servizio sanitario e "
    "scelta del medico di base. Due mediatori parlano arabo e bambara e accompagnano gli utenti agli appuntamenti con "
    "gli uffici.\n"
    "Nel primo anno le persone seguite sono state trecentododici."
)
MINORI = (
    "Per i minori stranieri non accompagnati ospitati nelle due comunità educative è attivo un percorso di supporto "
    "psicologico con "
    "un'équipe stabile. I tutori volontari sono scelti con l'ordine degli avvocati e formati in quattro incontri.\n"
    "Le ragazze vittime di tratta sono seguite in una casa a indirizzo riservato."
)
TIROCINI = (
    "Lamin, giovane falegname arrivato dal Gambia, ha svolto un tirocinio di sei mesi in un mobilificio della zona "
    "industriale e oggi vi lavora "
    "con contratto di apprendistato. Come lui altri nove ospiti hanno ottenuto una borsa lavoro grazie al centro per "
    "l'impiego."
)
CASA = (
    "L'accoglienza è organizzata in piccoli appartamenti distribuiti in undici borghi della valle, due o tre persone "
    "per alloggio, con un "
    "operatore di riferimento ogni dodici ospiti. Il modello sperimentale sostituisce la struttura alberghiera usata "
    "in precedenza."
)
CITTADINANZA = (
    "La consulta comunale dei cittadini stranieri, eletta in ottobre, partecipa alle sedute del consiglio e propone "
    "iniziative di educazione "
    "civica nelle scuole. Un ciclo di incontri serali presenta la Costituzione, i diritti e i doveri di chi vive in "
    "Italia."
)
INSERIMENTO = (
    "Un fondo di garanzia di quarantamila euro copre le cauzioni delle famiglie immigrate regolarmente residenti che "
    "cercano un alloggio in affitto. "
    "Un mediatore di condominio interviene nei quartieri dove la convivenza è più difficile."
)
FORMAZIONE = (
    "Funzionari della prefettura, della questura e di sette comuni hanno seguito insieme un percorso di formazione "
    "del personale sulle procedure di "
    "asilo. Ne è nata una procedura operativa condivisa fra i diversi livelli istituzionali, con modulistica uniforme."
)
ALTRO = (
    "Nel teatro parrocchiale una compagnia formata da residenti e ospiti prepara ogni anno uno spettacolo, che va in "
    "scena a giugno e raccoglie "
    "fondi per la mensa dei poveri."
)

PROTOCOLLO = (
    "PROTOCOLLO D'INTESA\n"
    "per lo svolgimento di attività di volontariato da parte dei richiedenti protezione internazionale\n"
    "TRA\n"
    "la Prefettura di Mantova, rappresentata dal Prefetto dott.ssa Elena Bassi\n"
    "il Comune di Viadana, rappresentato dal Sindaco\n"
    "la Cooperativa sociale Il Ponte, rappresentata dal suo Presidente\n"
    "VISTO il decreto legislativo 18 agosto 2015, n. 142, relativo all'accoglienza dei richiedenti protezione "
    "internazionale;\n"
    "PREMESSO che il Comune di Viadana intende favorire l'inclusione delle persone accolte;\n"
    "si conviene quanto segue\n"
    "Art. 1 - Oggetto\n"
    "Il presente protocollo disciplina lo svolgimento volontario e gratuito di lavori di pubblica utilità da parte "
    "degli ospiti dei centri.\n"
    "Art. 2 - Durata\n"
    "Il presente protocollo ha validità fino al 31 dicembre 2016 e può essere rinnovato.\n"
    "Letto, confermato e sottoscritto.\n"
    "Mantova, 14 maggio 2015\n"
    "Per la Prefettura di Mantova\n"
    "Per il Comune di Viadana\n"
    "Per la Cooperativa sociale Il Ponte"
)
