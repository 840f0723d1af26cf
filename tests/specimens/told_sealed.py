"""Sentences by the writer of `told_by_another`, written before a rule was changed for those and read once
after: so they said how much is left out of what nobody has seen. What has to be hidden is given with its sentence.
"""

#: Kind -> sentence -> the words that must not be shown.
PRIVATE: dict[str, dict[str, tuple[str, ...]]] = {
    "codice fiscale": {
        "Fattura n. 12 a carico di BRRKDJ95M49Z318D per mensa scolastica.": ("BRRKDJ95M49Z318D",),
        "Elenco corsisti: CSSMHM97S02Z329C; TRNPRC99E60Z335M.": ("CSSMHM97S02Z329C", "TRNPRC99E60Z335M"),
        "codice  fiscale  HDR LAI 90 D 15 Z 219 N": ("90 D 15", "HDR LAI"),
    },
    "telephone": {
        "In caso di assenza avvisare il signor Piero, 0165 77 51 11.": ("77 51 11",),
        "Il numero della comunità è 091/6112233 (chiedere di Rosa).": ("6112233",),
        "Tel: +39.348.221.55.66": ("221.55.66",),
        "whatsapp 3275566778 per gli orari della scuola": ("3275566778",),
        "il ragazzo risponde al 389 55 66 771 dopo le 18": ("55 66 771",),
    },
    "e-mail": {
        "scrivere a corsi_l2@cpia.example.edu.it o passare in segreteria": ("corsi_l2",),
        "L'indirizzo è <fatou.b@posta.example.it>.": ("fatou.b",),
        "contatto: insieme chiocciola rete.example.org": ("insieme chiocciola",),
        "Mail del referente n.gallo@prov.example.it; sito www.example.it": ("n.gallo",),
    },
    "document": {
        "è in possesso di permesso di soggiorno per richiesta asilo n. I09182736, scadenza maggio": ("I09182736",),
        "passaporto gambiano n° PC345678": ("PC345678",),
        "Carta di identità nr. AV0192837, rilasciata da questo Comune": ("AV0192837",),
        "accredito su IBAN IT 77 K 07601 03200 000098765432": ("000098765432",),
        "risiede in viale Trieste n. 8, presso una famiglia": ("viale Trieste n. 8",),
        "nata ad Asmara il 3 marzo 1994": ("3 marzo 1994",),
    },
    "person": {
        "La storia di Tesfalem comincia in carcere, dove è stato torturato per otto mesi.": ("Tesfalem",),
        "Da qualche mese Adama soffre di crisi epilettiche ed è seguito dal neurologo.": ("Adama",),
        "Ci scrive Lamin J., 20 anni: «qui ho trovato una famiglia».": ("Lamin",),
        "Patience aspetta un bambino e vive con altre due donne.": ("Patience",),
        "I genitori di Karim sono stati uccisi davanti ai suoi occhi.": ("Karim",),
        "Alla piccola Nour, nata con una malformazione al cuore, i medici hanno salvato la vita.": ("Nour",),
        "Moussa Diop, quarantenne, è diabetico e ha bisogno di una dieta.": ("Moussa", "Diop"),
        "Con Mamadou, che ha perso una gamba su una mina, lavora una fisioterapista.": ("Mamadou",),
        "Sono Awa, vengo dalla Costa d'Avorio e sono scappata da un matrimonio forzato.": ("Awa",),
        "Per due volte Selam è stata violentata durante la traversata del deserto.": ("Selam",),
        "Il tutore di Ebrima, sedici anni, ha chiesto il ricongiungimento con lo zio.": ("Ebrima",),
        "Vittoria (nome di fantasia) e Destiny erano sfruttate dalla stessa maman.": ("Destiny",),
        "Hussein Rezai è fuggito dai talebani. Hussein oggi studia da infermiere.": ("Hussein", "Rezai"),
        "KONATE Mariam, incinta di sette mesi, è stata trasferita in una casa protetta.": ("KONATE", "Mariam"),
        "Tra gli ospiti c'è anche Sunday, che sente le voci e ha smesso di mangiare.": ("Sunday",),
        "Sul caso di T.M., minore abusato dallo zio, è intervenuto il tribunale.": ("T.M.",),
    },
}
#: Sentences that are to be shown as they are.
HARMLESS = (
    "La psicologa Chiara Lombardi tiene un gruppo per donne che hanno subito violenza.",
    "Monsignor Galantino ha celebrato la messa per le vittime del naufragio.",
    "Il progetto Mare Nostrum ha salvato migliaia di persone, tra cui molti minorenni.",
    "Save the Children e Terre des Hommes assistono i minori a Siracusa.",
    "La cooperativa sociale Dedalus di Napoli accoglie donne sfruttate.",
    "Lo SPRAR di Santorso ospita due famiglie con figli disabili.",
    "Il Liceo Galilei di Verona ha raccolto fondi per gli orfani del Mali.",
    "L'ambulatorio dell'ospedale Spallanzani segue i malati di tubercolosi.",
    "I ragazzi hanno in media 17 anni e arrivano da Senegal e Guinea Conakry.",
    "Il Comune di San Vito al Tagliamento mette a disposizione una palestra.",
    "L'équipe di Medici Contro la Tortura visita ogni giovedì.",
    "La Fondazione Franzoni finanzia borse per rifugiati dai 18 ai 25 anni.",
    "Determinazione n. 0456 del 12.06.2015, impegno 2015/789456.",
    "Il contributo ammonta a euro 345.678,90 per 320 giorni.",
    "Il campo sportivo di via Monte Grappa 4 è aperto dalle 14.00 alle 20.00.",
    "L'associazione Penelope, nata nel 1999, si occupa di tratta a Messina e Taormina.",
    "Il questore e il prefetto Maria Grazia Nicolò hanno firmato l'intesa.",
    "I corsi si tengono al CPIA di Prato, sede di Vaiano.",
    "La squadra dei rifugiati Liberi Nantes gioca a Pietralata.",
    "Le vittime di tratta sono segnalate al Numero Verde 800290290.",
    "I minori affidati a famiglie del Friuli sono undici.",
    "Il dottor Pietro Bartolo cura da anni chi sbarca a Lampedusa.",
)
