"""The official form and one real reply, quoted word for word as test material.

Ministero dell'Interno, Dipartimento per le Libertà Civili e l'Immigrazione, allegato alla circolare n. 5973
dell'11/11/2015, and the reply of the Prefettura di Cremona to it: public documents.
"""

from jobs.demo.build import Paragraphs

FORM = (
    "Ministero dell'Interno",
    "Dipartimento per le Libertà Civili e l' Immigrazione",
    "Direzione Centrale per le Politiche dell'Immigrazione e dell'Asilo",
    "ALLEGATO ALLA CIRCOLARE N 5973 DELL' 11/11/2015",
    "ACCOGLIENZA E INTEGRAZIONE: RACCOLTA SISTEMATICA DELLE BUONE PRATICHE.",
    "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche e, nel caso siano state "
    "formalizzate in Protocolli, Atti di Intesa, Raccordi Operativi o altre forme di sottoscrizione tra diversi "
    "soggetti, si prega di allegare il documento in formato elettronico (word o pdf) alla presente scheda.",
    "In ogni caso si richiede sintetica descrizione della buona pratica, utilizzando una scheda per ogni campo "
    "contrassegnato.",
    "- 1) sviluppo di reti e collaborazione virtuose con attori del territorio;",
    "- 2) rafforzamento delle competenze istituzionali nell'azione multilivello;",
    "- 3) utilizzo di pratiche innovative nel campo dell'accoglienza;",
    "- 4) orientamento, accompagnamento e facilitazione nell'accesso ai servizi;",
    "- 5) apprendimento della lingua italiana;",
    "- 6) storie di inserimento lavorativo e sociale;",
    "- 7) processi di coinvolgimento volontario del richiedente asilo/rifugiato, sia per le ordinarie attività "
    "gestionali nelle strutture ospitanti che nella comunità locale;",
    "- 8) interventi che favoriscano il positivo inserimento dei cittadini immigrati nei territori;",
    "- 9) azioni per favorire l'integrazione e l'esercizio della cittadinanza attiva;",
    "- 10) progetti di sostegno a favore di categorie vulnerabili, di cui all'art 17 del D.Lgs. 142/2015 (minori, "
    "minori non accompagnati, disabili, anziani ecc);",
    "- 11) altro",
    "**SINTETICA DESCRIZIONE DELLA BUONA PRATICA (indicare numero e oggetto del campo contrassegnato al fine di "
    "facilitarne la classificazione):**",
    "* Inviare alla casella di posta elettronica dici.buonepraticheaccoglienza@interno.it",
)

REPLY = (
    "Prefettura - Ufficio Territoriale del Governo di Cremona",
    "Accoglienza e integrazione: raccolta sistematica delle buone pratiche.",
    "Scheda 1: Sviluppo di reti e collaborazione virtuose con attori del territorio.",
    "Per poter assicurare il reperimento dei posti necessari ad accogliere i migranti assegnati a questa provincia, "
    "anche in condivisione con le realtà locali, questa Prefettura ha siglato un protocollo d'intesa con gli enti "
    "locali, l'Azienda Sanitaria Locale e le Caritas della provincia attraverso il quale si è inteso realizzare un "
    "modello di accoglienza articolato nelle due fasi di prima e seconda accoglienza.",
    "Sulla scorta di tale documento, i comuni appartenenti ai distretti dei territori cremasco e casalasco hanno "
    "siglato un successivo accordo operativo territoriale che prevede la creazione di un modello di accoglienza "
    "diffusa nel quale ciascun Comune partecipa al processo di individuazione di soluzioni private all'accoglienza e "
    "promuove e vaglia progetti di volontariato e/o lavori socialmente utili proposti dai soggetti accreditati a "
    "favore dei richiedenti asilo.",
    "Scheda 7: Processi di coinvolgimento volontario del richiedente asilo/rifugiato, sia per le ordinarie attività "
    "gestionali nelle strutture che nella comunità locale.",
    "Al fine di garantire la piena e positiva integrazione dei cittadini stranieri coinvolti nei flussi migratori, "
    "l'Azienda Sociale del cremonese, che riunisce i 47 comuni del distretto, in collaborazione con la Provincia di "
    "Cremona, il CISVOL, gli enti gestori di progetti di accoglienza, le realtà del volontariato e del terzo settore "
    "nonché le rappresentanze sindacali, ha siglato un accordo che promuove la realizzazione di attività di "
    "volontariato e di pubblica utilità per i richiedenti asilo presenti sul territorio che consentano loro di "
    "acquisire un ruolo attivo e partecipe all'interno delle comunità ospitanti.",
)

#: The two descriptions of the reply, whole.
DESCRIPTION_1 = "\n".join(REPLY[3:5])
DESCRIPTION_7 = REPLY[6]


def styled(lines: tuple[str, ...]) -> Paragraphs:
    """The lines as paragraphs, the headings of the schede in bold."""
    return [("bold" if line.startswith(("Scheda", "Prefettura")) else "text", line) for line in lines]
