"""The vocabulary of each campo: word stems that texts on it use, whatever their style.

The cues of `campo_text` are phrases that say a campo outright; a text that avoids them still uses the words of its matter.
A stem is matched at the beginning of a folded word. Stems that several campi share speak for each of them, the less the more
campi share them.
"""

from collections import defaultdict
from functools import cache
from math import log

_WORDS: dict[int, str] = {
    1: """
    rete reti sinerg alleanz coordinament raccord concert partnership partenariat interlocutor tavol consult coalizion patto pattizi accord
    intes protocoll sottoscritt firmatar aderent adesion associazion parrocch diocesi curia vescov caritas moschea sindacat confindustri
    confcommerc coldirett confcooperativ legacoop camera imprenditorial industrial commercianti ateneo universit scout proloc volontariat terzo
    settore profit fondazion enti soggetti attori stakeholder realta territorio territorial local sindaci comuni congiunt condivis insieme
    scambi riunion periodic mensil convoc ripartizion mappatur mappa collaborazion cooperazion relazion fiducia dialog confront forum governance
    comunita cabina regia collabor partner fronte comune alpini bande banche banca tavola ognuno ciascuno contribut mobilit mobilitaz
    sovrapposizion impegni reciproc unire unendo forze alleat comitat gruppi civic club rotary lions circol polisportiv proprietari privati
    pubblico privato sociale produttiv categori datoriali cooperative consorzi distrett ambit piano zona zonale programmaz concertaz
    sottoscrizion solidal solidariet raccolta fondi referent unico bachec
    """,
    2: """
    competenz istituzional multilivell livell region provinc minister interistituzional amministrazion amministrativ burocra dipendent funzionar
    personal addett operator impiegat uffic servizi formazion formativ aggiornament seminar docent modul laborator corso manual vademecum linee
    guida procedur procediment prassi uniform omogene standard format modulistic circolar direttiv referent task piattaform informatic banca
    dati archivi cruscott software digital protocoll monitoraggi rilevazion capacity building qualific professionalit mappatur semplific
    coordinament interforze questura commission anagraf prefettur dirigent segretar conferenz osservator staff unita cabina regia governance
    riorganizz organizzativ organico potenziament potenziare efficienz efficac snelliment tempi trattazion istruttor giurist antropolog esperti
    tecnici normativ disciplina norme giuridic giurisprudenz interpretaz interconness condivisione informativo statistic indicator valutazion
    metodolog metodologic indirizz ordinanz decret regolament nota istruzion preparat preparazion istruzione personale assegnazion conferenza
    regional territorial consiglio capacita amministrative enti territoriali scambio buone colleghi visite studio
    """,
    3: """
    innovativ innovazion sperimental sperimentazion esperiment inedit nuov original modell formula prototip precedent pilota diffus appartament
    alloggi abitazion famigl ospitant affianc convent canonica cascina agriturism borgo borghi rustic albergh hotel residenz autogest autonomi
    cucina vitto spesa microaccoglienz piccol grupp nucle condivision coabitazion cohousing condomin pianerottol student anzian ristruttur
    recuper riuso sfitt unita abitative moduli mobil carta prepagat pocket sostenibil ecosostenib replic decentrat diffusion superament grandi
    centri concentr alternativ camerat collettiv ospitalit struttur architett camper roulott container prefabbric case cascine fattoria mulino
    vecchi scuola dismess caserma seminario monaster convento celle chiavi chiave stanza stanze letti orto galline budget settimanal turni
    cucinar mangiar autonomia responsabil tesi architettura ricerca universitar novita nuova maniera diverso diversa convenzional tradizional
    emergenzial sostitu capannon tendopoli caserme alternativa risparmio costa meta costo pro capite riadatt replica ripres imitat premi
    riconosciment premiat
    """,
    4: """
    sportell orientament orientar accompagnament accompagn accesso acceder facilitazion facilitar informazion informativ informar bussola guida
    opuscol libretto brochure mediator mediazion interpret interpretar traduzion plurilingu multilingu lingue numero verde telefon call center
    app prenotazion appuntament visita visite sanitari tessera medico pediatr ambulator ospedal asl ausl consultor farmac postal inps patronat
    questura permess soggiorn rinnov pratica pratiche istanz modul compilazion document carta identita codice fiscal iscrizion anagraf residenz
    legal avvocat consulenz assistenz segretariat diritt burocrazi ostacol barrier utent utenz pubblic camper itinerant unita mobile punto unico
    front office pieghevol depliant volantin cartell cartina piantina mappa indirizz orari numeri util chiedere chiedono capire spiega spiegh
    spiegazion prendere prenotare dottore dentista vaccin pronto soccorso emergenz asilo nido materna iscrivere iscrizione banca conto corrente
    poste spid patente abbonament autobus tram bisogno bisogni valutazione invio inviar competente adempiment cartella personal fruizion fruire
    effettiva prima informazione counsel ascolto ascoltare helpdesk faq sito portale domanda domande moduli code file attesa salute reperibil
    """,
    5: """
    italian lingua linguistic idioma alfabet alfabetizzazion analfabet lezion insegn docent maestr professor student alliev corsist iscritt aula
    aule classe classi banchi scuola scuole scolastic cpia ctp livell esame esami certificazion test ingresso grammatic lettur scrittur leggere
    scrivere parol parlare conversazion dialog vocabol glossar quadern libro libri dispens compiti didattic ore serali frequenz attestat a1 a2
    b1 celi cils plida dante alighieri tandem biblioteca laborator pronuncia lavagn gesso matita penna quadernon lettere lettura sillab nome
    cognome scrivono leggono brani giornale racconti verbi verbo frasi frase pronunc diploma diplomi attestati promossi superato prova verifich
    gradua graduator didattica docente cattedra prof ripetizion recupero studio studiare studiano apprend apprendere apprendiment principiant
    intermed avanzat base elementar comprension orale scritta conversare imparare imparano impara parlano madrelingua seconda l2
    """,
    6: """
    lavor lavorativ occupazion occupat impiego impieg assunt assunzion contratt tirocin stage apprendist borsa mestier mansion qualific
    profession officina bottega fabbric aziend impres artigian agricol ristorazion cuoc pizzaiol panettier forn saldat mecc mecca sart cucito
    cucir cantier edil logistic magazz potatur vigna vendemmi allevament curricul colloqui selezion tutor aziendal datore datori stipendi
    retribu partita iva cooperativa startup autoimprend imprenditor storia storie racconto testimonianz biografi vicend esperienza caso casi
    giovane ragazzo originar provenient anni arrivat patente licenza promoss capo squadra organico indeterminato successo riscatt reinser
    inseriment collocament agenzie interinal busta tredicesim stipendio salario paga salone barbier parrucch idraul elettric camerier cuoca
    lavapiatti bar albergh hotel bracciant stagional serra serre fioricol ortofrutt raccolto mungitur stalla muratore carpent imbianchin
    piastrell falegnam tipograf autist corriere fattorin badante badanti colf domestic assistente familiare ricamatric stirer lavander pulizie
    operai operaio fabbrica catena montaggio dipendente dipendenti posto fisso guadagn sogna sogno aprire negozio carriera esperto responsabile
    ditta comparti manodopera
    """,
    7: """
    volontar volontariat gratuit gratuitament spontane spontaneament liberament scelta compens retribuz remunerat paga utilita pubblica
    socialmente util pulizia pulire pulit spazzare rastrell verde giardin giardini parchi aiuol siepi sfalc cimiter strade sentier spiagg argini
    lungofium lungomare fango alluvion neve imbianc tinteggi dipinge pittur panchin manutenzion ripristin muretti decoro rifiut raccolta
    differenziat sagra festa pro loco protezione civile squadra pettorin giubbott attrezz indumenti assicur assicurativ polizza inail infortun
    coperta copertura ringrazi grazie restituir restituz sdebit utile mensa magazzino vestiario colletta banco alimentare anziani casa riposo
    attesa decisione tempo libero richiedent comunita ospitante offerti offrono offerta disponibil servizio sabato domenica pacchi alimentar
    viveri poveri senzatetto compagnia spesa ospizio museo biblioteca archivi riordino vigilanza attraversament scuole nonni vigile diserbo erba
    tagliano tagliare sagrato campo sportivo spalare spiagge pineta bosco sentieri potano scopa scopano ramazza raccolgono cartacce dichiarazion
    modulo adesione firma firmato euro corrispettiv gratis libera liberamente desider volontari volontaria volontarie collettivita disinteressat
    attestato ringraziare ringraziament
    """,
    8: """
    quartier rione rioni caseggiat condomin palazz popolar casa case alloggi abitar abitativ affitt locazion locator proprietar inquilin garant
    garanz caparra mutuo mutui morosita immobiliar vicin vicinat convivenz vicinato radicament insediament stabil stabilment residenti residenz
    regolar soggiornant lungosoggiorn famigli nuclei figli bambini scuola doposcuola dopo studio compiti dispersione mamme madri ricongiung
    ricongiungim conflitt tension lit liti mediator sociale portierat rigener riqualific montan spopol paese commerci negoz negozi microcredito
    risparmio immigrat extracomunitar straniera straniere comunita etnic orto sport squadra oratorio circolo ricreativ aggregaz inclusion
    territori padroni tetto stabili pubblici erp ater aler iacp caldaia bollette utenze spese condominiali immondizia raccolta sfratt sfratti
    pianerottol dolci cortile ballatoio scale vicine marocchin albanes romen cinesi pakistan filippin peruvian ramadan festa feste merenda
    cucito mogli moglie marito coniugi nonni generazion seconda italo nati qui scolari elementari medie tempo pieno biblioteca ludoteca parco
    giochi centro aggregazione antica immigrazione mercato locazioni banca bancaria garanzia elenco buona parola cercare
    """,
    9: """
    cittadinanz cittadin civic civismo costituzion costituzional repubblica repubblican ordinament istituzion parlament parlamentin consiglier
    consult consultiv elezion elett elegger voto votar rappresentan partecip partecipaz partecipare decision circoscrizion assemble interpellanz
    diritt dover dovere valori legalit regol tasse tribut parita democraz organi stato bandiera inno giurament naturalizz diciottenn neocittadin
    associazionism albo registrat commissione giornalino redazion intercultural interreligios religion dialogo festa popoli multietnic
    nazionalit incontro integrazion accordo crediti educazione valore leggi legge referendum imposte governo camere senato presidente giunta
    assessore assessor seggio urna tribunale caserma carabinieri polizia municipio delegat delegazion propost mozione petizion raccolta firme
    rappresentanti ascoltat collettivita liberta fondamental principi funzionament enti democrati democratic vita pubblica politica uguaglianz
    uguali pari opportunita donne uomo laicit convivenza civile discuss discutono discussion dibattit forum giovani servizio volontariato
    donazione sangue discorso bandiere nazionale memoria liberazione giugno aprile
    """,
    10: """
    minor minori minorenn adolescent ragazzini fanciull bambin orfan soli sole solo tutor tutel tutela affid affido tribunale procura giudice
    minorile vulnerabil fragil fragilit disabil handicap invalid cieco ciechi vedente sordo sordi carrozz anzian malat malattia patologi psichic
    psichiatr neuropsichiatr psicolog psicoterap etnopsi trauma traumi tortur violenz violent abus stupr mutil tratta trafficant sfruttament
    prostituz vittim schiav incint gravidanz gestant puerper ostetric ginecolog neonat madre madri protett protetta segret fuga antiviolenz
    terapeut cura cure clinic infermier educator educatric comunita equipe sedicenni quindicenn diciassett infradiciottenn piccoli piccole
    fratellini sorelle deserto alloggio casa famiglia famiglie affidatari affidat tutelare curatore avvocato specialist medici psichiatria
    farmaci terapia terapie riabilit fisioterap logoped udito vista sedia rotelle parkinson alzheimer tumore dialisi hiv tubercol ricover
    protezion rafforzata riserv anonim segreto maltratt maltrattat violentat venduta strada racket mafia debole deboli creature bisognos idonea
    dedicata gravemente grave gravi
    """,
}  # fmt: skip

#: Shorter stems would begin too many other words; the few that are whole words are named where they are used.
_LEAST_STEM = 4


@cache
def weights() -> dict[str, dict[int, float]]:
    """By stem the campi it speaks for, with a weight that falls with their number."""
    campi: dict[str, set[int]] = defaultdict(set)
    for campo, stems in _WORDS.items():
        for stem in stems.split():
            if len(stem) >= _LEAST_STEM or stem in {"a1", "a2", "b1", "asl", "ctp", "lit", "app"}:
                campi[stem].add(campo)
    total = log(len(_WORDS) + 1)
    return {stem: dict.fromkeys(owners, log((len(_WORDS) + 1) / len(owners)) / total) for stem, owners in campi.items()}


def scores(words: list[str]) -> tuple[dict[int, float], dict[int, list[str]]]:
    """By campo how much the vocabulary of a folded text speaks for it, and with which words. Each stem counts once and a half."""
    known = weights()
    counts: dict[str, int] = defaultdict(int)
    shown: dict[str, str] = {}
    for word in words:
        for length in range(min(len(word), 14), 1, -1):
            if (stem := word[:length]) in known and (length >= _LEAST_STEM or stem == word):
                counts[stem] += 1
                shown.setdefault(stem, word)
                break
    found: dict[int, float] = dict.fromkeys(_WORDS, 0.0)
    cues: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for stem, count in counts.items():
        for campo, weight in known[stem].items():
            found[campo] += weight * (1 + 0.5 * min(count - 1, 2))
            cues[campo].append((weight, shown[stem]))
    return found, {campo: [word for _, word in sorted(pairs, reverse=True)[:6]] for campo, pairs in cues.items()}
