"""The words of letters between offices.

A sentence made of them says that something is sent, asked, confirmed or missing, and tells of nothing: positive
evidence that it may be set aside. Folded; a star stands for any ending.
"""

#: What a letter does: without one of these a sentence is no act of correspondence.
ACTS = (
    "trasm* inoltro inoltra* inoltri* inviando inviar* inviat* invii inviano inviamo invia invio allega* alleghi* "
    "rimett* rimess* restituis* restituit* conferm* comunic* segnal* rappresent* precis* pregh* prego prega "
    "pregia* pregando chied* chiest* richied* richiest* ringrazi* grazie scusi scusa scuso scusiamo scusate "
    "saluti saluto restia* rimango rimaniamo rimane resta resto riserv* sollecit* riscontr* ricev* ricezion* "
    "prorog* differiment* porgo porgono porgiamo porgere augur* avvert* rettific* sostitu* annull* seguira "
    "seguiranno segue seguono seguiamo assent* ferie fornir* fornisc* rinvia confid* spero sperando gradita "
    "gradit* anticip* mandar* manda mando mandiamo giriamo rispond* rispost* informa informo informiamo espri* "
    "lieto lieti pregio unisce unisco"
).split()  # fmt: skip

#: Words that such acts are made of.
KNOWN = (
    # what is sent
    "schem* scheda schede schedina allegat* alleg* anness* modell* modul* formato formati formula file files "
    "cartell* word pdf excel doc docx odt zip documento documenti documentazione copia copie original* scansion* "
    "scannerizz* relazion* riepilog* question* matric* prospett* tabell* tavola elenc* indice fascicol* plico "
    "plichi pagin* fogli foglio testo testi elaborat* material* element* contribut* estratt* stralc* diapositiv* "
    "slide esportazion* rendicont* lettera lettere circolar* nota note ministerial* oggetto punto punti voce voci "
    "colonn* riga righe rigo dati dato riporta* riporto riportat* compil* complet* redatt* redaz* redig* "
    "predispo* sottoscr* firma firme firmat* pervenut* perveng* raccolt* raccogl* sistematic* ricognizion* "
    "rilevazion* classificazion* numero numeri numerat* nr prot protocol* fasc class* rif riferi* registr* "
    "esemplar* verbal* bozza bozze definitiv* impaginazion* ricopi* calcolo traccia quesit* domanda domande "
    "riversat* esplicativ* illustrativ* "
    # in answer to what, when
    "esito merito seguito ottemperanz* adempi* attuazion* evasione scioglimento riserva intese telefon* brevi "
    "oggi ieri domani dopodomani stamattina odiern* giorno giorni giornata lunedi martedi mercoledi giovedi "
    "venerdi sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre anno mese mesi settiman* ora ore data scadenz* termin* tempi tempo tempestiv* urgen* entro prossim* "
    "scors* corrent* precedent* success* ultim* anzi sopra sott* predett* suddett* citat* richiam* medesim* "
    "presente presenti cosiddett* rispettiv* relativ* concern* inerent* inerenti attien* previst* vigent* dovut* "
    "telegramm* "
    # to whom, from whom
    "minister* dipartiment* direzion* prefettur* prefetto prefetti prefettizi* viceprefett* vice ufficio uffici "
    "area servizio gabinett* segreter* dirigent* diretto* direttric* funzionar* addett* responsabil* referent* "
    "capo vicari* aggiunt* commissar* governo central* civili liberta immigrazion* politich* asilo interno comune "
    "comuni sindaco sindaci provinc* regione regioni territorio territori territorial* local* questur* ente enti "
    "gestore gestori cooperativ* coop associazion* organism* dott* dottoressa dottore sig* signor* egregi* "
    "gentil* spett* illustr* pregiat* colleg* codest* quest* scrivent* redazion* competen* conoscenz* opportun* "
    "cortes* valutazion* determinazion* sede loro vostr* nostr* proprio propri* mittent* destinatar* casella "
    "indirizz* posta elettronic* certificat* pec mail email tel cell fax recapit* contatt* interlocut* sito link "
    "istituto* repubblica italiana utg pag pagg palazzo piano via piazza viale corso "
    # how
    "distint* cordial* osserv* ossequ* stima disposizion* disponibil* chiariment* informazion* ulterior* "
    "eventual* necess* occorr* bisogn* attenzion* collaborazion* cortesia prezios* attesa attendo attendiamo "
    "cenno gradito occasion* mezzo tramite unit* separat* busta doppi* singol* ciascun* possibil* impossibil* "
    "problem* tecnic* disguid* error* mero dimension* limit* ritard* parzial* restant* altro altra altri altre "
    "stess* fine fini scopo pronto quanto fatto fare far util* nonche inoltre pertanto comunque tuttavia anche "
    "solo soltanto ancora appena gia sempre bene male perche qui qua contenut* contien* riguard* ordine opera "
    "ogni tutti tutte tutto tutta intero integral* corso itinere voler volere voglia vogliate vorr* potr* potete "
    "potreste poter dover deve debba debbano dever* essere essendo stato stata stati state sara saranno avendo "
    "aver avere abbia buon* pratica pratiche prassi accoglienza integrazione campo campi caratter* parere avviso "
    "ringraziament* natale feste rivolg* rientr* messagg* automatic* letto lettura leggib* leggi aprire aprir* "
    "apre danneggi* scaric* consult* esamin* pubblic* tenuto considerat* momento stato atteso visto vista favor* "
    "trova trovate troverete possa possano possono puo potra potranno rinven* trarne insieme inserit* considerar* "
    "valid* alcun* alcune taluni indicare calce cap capitol* sedut* resocont* luogo incoll* copiat* dossier "
    "gruppo lavoro menzionat* debitament* conto riten* seguent* lieve breve concedere concession* seconda secondo "
    "prima primo invitat* espost* esposti illustrat* oltre accordi orari orario sensi art comma lgs decreto legge "
    "autograf* stampa firmatar* omess* indicat* indicazion* modific* vari nuovo nuova nuovi nuove nuovament* chi "
    "intervenir* invito cura propost*"
).split()  # fmt: skip

#: What letters on this matter speak of: neither for nor against, where the sentence is an act of correspondence.
TOPICS = (
    "progett* iniziativ* attivit* intervent* esperienz* stranier* migrant* migraz* immigrat* richiedent* "
    "protezion* internazional* rifugiat* profug* social* lingua lingue linguist* italian* volontari* orientament* "
    "inseriment* lavorativ* cittadin* attiva vulnerab* minori accompagnament* accompagnati rete reti attori "
    "sviluppo virtuos* rafforzament* istituzional* azione azioni multilivello utilizzo innovativ* facilitazion* "
    "accesso servizi apprendiment* storie coinvolgiment* coesion* sosteg* categori* person* accord* convenzion* "
    "intesa atto atti raccord* operativ* memorandum formalizz* contrassegn* effettuat* sintetic* descri* "
    "specific* centro centri cas sprar"
).split()  # fmt: skip

#: What makes a reply negative: nothing is there to tell of.
NOTHING = (
    "no risult* rilev* sussist* esist* perven* esperienz* iniziativ* progett* attivit* pertinen* riconducib* merit* "
    "significat* degn* nessun* alcun* null* nient* negativ* ordinar* attual* attivat* realizzat* avviat* svolt* "
    "evidenz* senso inteso sentit* interpell* verific* esperit* esigu* mancan* assenza"
).split()  # fmt: skip

#: Words without weight.
LIGHT = (
    "e ed o od a ad di da in con su per tra fra il lo la i gli le l un uno una del dello della dei degli delle "
    "dell al allo alla ai agli alle all dal dallo dalla dai dagli dalle dall nel nello nella nei negli nelle nell "
    "sul sullo sulla sui sugli sulle sull col coi che cui chi non ne ci vi si se ma piu meno molto poco quello "
    "quella quelli quelle quel quei tale tali suo sua suoi sue mio mia ha ho hanno abbiamo avete aveva era erano "
    "fu sono siamo siete sia viene vengono mi ti lei lui noi voi essi io tu ecc eccetera poi quindi dunque mentre "
    "quando dove come cosi ove oppure ovvero presso ssa durante verso senza"
).split()  # fmt: skip

#: What the notes that mail programs and offices add below their mails are made of.
DISCLAIMER = (
    "riservat* destinatari* confidenzial* cancell* distru* errore privacy divulg* stampar* ambient* virus vietat* "
    "informazioni tratta* dati personal* confidential* recipient* unauthori* sender delete intended privileged "
    "iphone ipad smartphone outlook samsung sent from"
).split()  # fmt: skip
