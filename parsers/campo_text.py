"""What a description says about its campo: weighted words and phrases, so that every opinion can be explained.

The cues follow the meaning of the official titles and what the form's addressees did in 2013 to 2016.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp

from config.campi import CAMPI
from parsers import campo_words
from parsers.campo_model import NOTHING_LEARNED, CampoModel
from parsers.text import fold, words

#: Cues by campo: a pattern on folded text and its weight. A cue counts fully once and a little for each repetition.
_CUES: dict[int, tuple[tuple[str, float], ...]] = {
    1: (
        (r"\bret[ei] (?:territorial|di|tra|fra|local|solidal|inter)", 2.2), (r"\btavol[oi] (?:permanent|di coordinamento|territorial|provincial|tecnic|di lavoro|di confronto|interistituzional)", 1.8),
        (r"\bcaritas\b", 0.7), (r"terzo settore", 1.0), (r"associazioni? (?:di categoria|del territorio|local)", 1.0), (r"metodo partecipato|osservatorio|condividono (?:obiettiv|risors|informaz)|si scambiano|impegna (?:ognuno|ciascun)|contribui\w+ con mezzi|accordo quadro|unione industriali", 1.4), (r"fianco a fianco|lavorano insieme|si riuniscono|sotto il coordinamento|segreteria|regolamento comune|(?:soggetti|enti) del pubblico|pubblico e (?:del )?privato|collaborazione instaurata", 1.0), (r"attori (?:del territorio|local|pubblici|istituzional)", 2.2),
        (r"consult[ae]\b", 0.8), (r"enti locali", 0.6), (r"protocoll\w+ d'intesa", 0.6), (r"\bsinergi", 1.2), (r"collaborazion\w+ (?:tra|fra|con)", 1.0), (r"partenariat", 1.4), (r"cabina di regia", 0.8),
        (r"\brete\b", 1.0), (r"parrocchi|diocesi", 0.5), (r"(?:organismo|coordinamento|raccordo|patto|cartello|alleanza) (?:permanente|territoriale|tra|fra|promoss|provincial|cittadin)", 1.8), (r"(?:hanno aderito|aderiscono|sottoscritt\w+ da|siedono|si ritrovano|seduti|attorno (?:a|allo))", 1.0), (r"ciascuno (?:offre|mette|fa|porta)|mettere in comune|messo in comune|si dividono|ognuno (?:mette|fa|porta)", 1.4), (r"(?:camera di commercio|confindustria|confcommercio|croce rossa|lions|rotary|curia)", 0.6), (r"azienda sanitaria", 0.4), (r"organizzazioni sindacali", 0.4),
    ),
    2: (
        (r"multilivello", 3.0), (r"livelli (?:di governo|istituzional)", 2.4), (r"formazione (?:del personale|degli operatori|dei (?:dipendenti|funzionari)|congiunta)", 2.2), (r"competenze (?:istituzional|degli|del personale|interistituz)", 2.2),
        (r"operatori (?:pubblici|degli uffici|dei servizi|comunali)", 1.4), (r"consiglio territoriale", 1.4), (r"procedur\w+ (?:condivis|operativ|comun|uniform)", 1.4), (r"\bquestura\b", 0.8), (r"regione", 0.5), (r"linee guida", 1.4),
        (r"banc[ah] dati|piattaforma informatica|monitoraggio", 1.0), (r"conferenz\w+ (?:permanente|dei sindaci)", 1.2), (r"cabina di regia", 1.4), (r"semplificazione|dematerializz", 1.2), (r"funzionari", 1.2), (r"forze dell'ordine|forze di polizia|ispettorato|sportello unico", 0.9), (r"(?:personale|operatori|impiegati|dipendenti|addetti) (?:degli|dei|delle|della|di|pubblic|comunal|allo)", 1.2), (r"task force|gruppo di lavoro inter|protocollo operativo interno|vademecum|manuale operativo|prassi (?:comun|uniform|condivis)|azione amministrativa|uniformar", 1.4), (r"(?:percorso|corso|giornate|ciclo|sessioni) (?:\w+ ){0,2}(?:di|per) (?:aggiornament|formazion|il personale|gli operatori|i funzionari|gli impiegati)", 1.6), (r"professionalita (?:di chi|degli|del)|chi lavora (?:agli|negli|allo)|perfezionamento|scambio (?:automatico )?di dati|eliminando|prassi", 1.4), (r"normativa|interoperabil|banca dati", 0.8), (r"aggiornamento professionale|seminari? (?:di|per)", 1.4), (r"prefettur[ae]|comuni capofila", 0.3),
    ),
    3: (
        (r"innovativ", 1.8), (r"accoglienza (?:diffusa|in famiglia|in appartament|familiare)", 2.6), (r"appartament", 1.1), (r"famigli\w+ (?:ospitant|accoglient|italian|del (?:posto|paese|luogo)|local)", 2.0), (r"(?:aperto|aprono|aprire|apre|spalancato) (?:le porte|la (?:propria )?casa)|vive (?:con|insieme a) (?:loro|una famiglia|la famiglia|un anziano)|in casa (?:propria|loro)|ospit\w+ (?:in|a|nella propria) (?:casa|famiglia)", 2.2), (r"carta (?:elettronica|ricaricabile|acquist)|niente (?:piu )?mens|senza mensa|catering|fanno (?:da soli )?la spesa|cucinano da (?:soli|se)", 1.6), (r"(?:distribuit|sparsi?|sparse|diffus|disseminat)\w* (?:\w+ ){0,3}(?:in|nel|nelle|sul|tra)", 1.4), (r"grand[ei] (?:centr|struttur)|unica (?:grande )?struttura|mai (?:sperimentat|tentat|provat)|per la prima volta|inedit|prima (?:in|nel)", 1.2), (r"sperimental|sperimenta", 1.5), (r"piccoli gruppi|micro[ -]?accoglienza", 1.8), (r"\bmodello\b", 0.9),
        (r"albergo|strutture? alberghier", 0.5), (r"co-?housing|condominio solidale|canonic", 1.8), (r"seconda accoglienza|prima accoglienza", 0.7), (r"carta (?:dei servizi|prepagata)", 0.8), (r"app\b|tecnologi|applicazione (?:per|mobile|telefon)", 1.0), (r"autogesti|cassa comune|decidono i menu|eleggono un comitato|superata la logica|quota proporzionale|proporzional\w+ agli abitanti", 2.0), (r"primo (?:caso|esempio|esperimento)|ha introdotto|modo (?:nuovo|diverso) di", 1.2), (r"borghi?|cascina|agriturism", 0.7), (r"quote? per (?:comune|abitant)|per mille abitanti", 1.2),
    ),
    4: (
        (r"sportell[oi]", 2.0), (r"orientament", 1.6), (r"mediator|mediazione", 1.4), (r"accesso (?:ai|alle|al) (?:serviz|cur|prestazion)", 2.2), (r"permess[oi] di soggiorno", 1.2), (r"tessera sanitaria|iscrizione (?:al servizio sanitario|anagrafic)|medico di (?:base|famiglia)", 1.8),
        (r"informativ|opuscol|guida (?:ai servizi|multilingue)", 1.2), (r"accompagnament", 1.0), (r"accompagnat\w* (?:dal|dai|presso|agli|alle|in|a)", 1.2), (r"punto (?:informativo|di ascolto|unico|di accesso)|numero verde|interprete", 1.4), (r"codice fiscale|residenza|carta d'identita|agenzia delle entrate", 1.0), (r"prenot\w+ (?:le |gli |di |degli |delle |esami|visit|appuntament)|compil\w+ (?:le |i |la |dell)", 1.2), (r"ambulator|ospedal|vaccinazion", 0.6), (r"segretariato sociale", 1.8), (r"assistenza legale|consulenza legale|patronat", 1.2), (r"pratiche (?:amministrativ|burocratic)|modulistica|appuntament", 1.4), (r"servizi (?:sociali|sanitari|del territorio|pubblici)", 0.9), (r"ricongiungiment", 1.0), (r"(?:verso|rete dei|conoscere|utilizzare|usare|fruire|ricorrere) (?:i |dei |a[il] )?servizi|pediatra|asilo nido|assistenti sociali", 1.2), (r"sala d'attesa|utenti|front office|tradott\w+ in|in (?:\w+ )lingue|come ottenere|a chi (?:chiedere|rivolgersi)", 1.2),
    ),
    5: (
        (r"lingua italiana|\bitaliano\b", 1.8), (r"\bcpia\b|\bctp\b|centr\w+ (?:provincial\w+ per l'istruzione|territorial\w+ permanent)", 2.2), (r"alfabetizzazion", 2.2), (r"\ba1\b|\ba2\b|\bb1\b", 1.5), (r"insegnant|docent", 1.2), (r"cors[oi] (?:di|d') ?(?:lingua|italiano|alfabet)", 2.2), (r"\bl2\b", 1.6),
        (r"lezion|frequenza|aula\b|aule\b", 0.9), (r"(?:leggere e scrivere|imparare a (?:leggere|parlare)|imparano (?:a |la )|la lingua|pre-?a1|maestr[ei]|grammatica|vocaboli|alliev[ei])", 1.4), (r"certificazion\w+ (?:di|della|linguistic)", 1.0), (r"scuola di italiano|laboratori linguistic", 1.8), (r"test di (?:conoscenza|lingua)", 1.2),
    ),
    6: (
        (r"tirocin", 2.0), (r"bors[ae] (?:di )?lavoro", 2.2), (r"assunt|assunzion|contratto (?:di|a tempo|di apprendistato)", 2.0), (r"inserimento (?:lavorativ|occupazional)", 2.0), (r"\bstori[ae]\b", 1.4), (r"formazione professionale|qualifica (?:professionale|di)|corso (?:per|di) (?:saldator|cuoc|pizzaiol|murator|sart|magazzin|giardin|panific)", 1.6),
        (r"aziend\w+ (?:local|agricol|ospitant|del territorio|artigian)|cooperativa agricola|imprenditor|imprese", 0.9), (r"(?:ragazzo|giovane|uomo|donna|signor[ae]?|rifugiato) (?:\w+ )?(?:di \d+ anni|proveniente|originari|arrivat)", 1.8), (r"centr\w+ per l'impiego", 1.6), (r"apprendist", 1.4), (r"microcredito|in proprio|partita iva|ha(?:nno)? (?:aperto|avviato|rilevato) (?:un|una|il|la) (?:\w+ )?(?:negozi|banco|bottega|attivita|impresa|ditta|laboratorio|ristorante|officina|sartoria|bar|salone)", 2.0), (r"(?:aiuto )?cuoc[oa]|pizzaiol|saldator|murator|sarto|sarta|meccanic|panettier|bracciant|operai|magazzinier|badant", 0.9), (r"(?:la sua|sua|loro) (?:storia|vicenda|esperienza)|si chiama|\b\d{2}enne|ventenne|ventun|ventidu|ventitre|ventiquattr|venticinqu|ventisei|trentenne", 1.2), (r"stipendio|busta paga|salario|posto fisso|tempo indeterminato", 1.6), (r"autonomia (?:lavorativa|economica)", 1.4), (r"(?:titolo|titoli|studi) (?:\w+ )?riconosciut|riconosciut\w+ il (?:proprio )?titolo|paga sindacale|inserimento regolare|ingegnere|studio tecnico|raccolta (?:delle mele|dell'uva|delle olive|dei pomodori|della frutta)|associazioni agricole|professionista", 1.6), (r"firmato un contratto|hanno firmato (?:il|un)|posto (?:da|di|come) |(?:ha|hanno) qualificato|qualificat[oi] \w+ (?:giardin|assistent|saldat|cuoch|operat)|agenzia formativa|tornitor|stipendi|sart[aeoi]\b|sarte|venduta|vendute|ricavat[oi]", 1.2), (r"lavora (?:come|presso|oggi)|ha trovato (?:lavoro|impiego)|retribuit", 1.8), (r"curricul|colloqui\w* di lavoro|bilancio di competenze", 1.4),
    ),
    7: (
        (r"volontariat", 1.8), (r"a titolo gratuito|gratuitamente|non retribuit", 1.6), (r"attivita (?:di|socialmente) (?:volontariato|pubblica utilita|utili)|pubblica utilita|lavori socialmente utili", 2.2), (r"patto di volontariato|adesione volontaria|volontariamente|su base volontaria|coinvolgimento volontari", 2.2),
        (r"manutenzione (?:del verde|dei parchi|di parchi|degli spazi|dei giardini)|pulizia (?:delle strade|dei parchi|di |degli|del )|cura (?:del verde|dei parchi|degli spazi|del decoro)|decoro urbano", 1.8), (r"copertura assicurativ|assicurazione|oneri assicurativ|\binail\b", 1.2), (r"(?:gli ospiti|i profughi|i richiedenti|i ragazzi|i migranti|i giovani) (?:\w+ ){0,6}(?:gestiscono|curano|si occupano|affiancano|aiutano|puliscono|ripuliscono|prestano|si rendono|rendersi|hanno ripulito|hanno pulito|dipingono|raccolgono|tengono pulit)", 1.8), (r"senza (?:compenso|corrispettivo|essere pagat|ricevere|alcuna retribuzion)|non (?:percepiscono|ricevono) (?:alcun )?compens|disinteressat", 2.0), (r"rendersi utili|si rendono utili|restituire|sdebitarsi|ringraziare (?:il|la|la comunita)", 1.8), (r"sfalcio|argini|panchine|protezione civile|aiuole|sentieri|spiaggia|interpreti volontari", 1.0), (r"richiedenti (?:asilo|protezione)", 0.5), (r"inattivita|ozio|tempi? (?:di attesa|vuot)", 1.0), (r"squadr[ae]|pettorin|scop[ae]", 0.8), (r"gestione (?:quotidiana )?(?:della struttura|del centro)|cucina del centro|turni", 0.9),
    ),
    8: (
        (r"cittadini (?:stranieri|immigrati|extracomunitari) (?:regolarmente|residenti|soggiornanti|presenti)", 1.6), (r"regolarmente (?:soggiornant|residenti|present)", 1.6), (r"quartier", 1.3), (r"\balloggi|\bcasa\b|abitativ|locazion|affitt", 1.3), (r"condomini", 1.1), (r"nuclei (?:familiari )?(?:immigrat|stranier|provenient|di origine|marocchin|albanes|romen)|famiglie (?:\w+ )?(?:marocchin|albanes|romen|cines|ucrain|peruvian|senegales|pakistan|provenient)", 1.6), (r"da (?:anni|tempo|molti anni) (?:\w+ )?(?:residenti|presenti|stabil)|residenti da|lungo ?soggiornant|radicat", 1.4), (r"rione|portierat|sportello casa|agenzia (?:immobiliare|sociale)|proprietari", 1.1), (r"vicinato|conviven|coesione (?:sociale)?", 1.4), (r"inserimento (?:sociale|abitativ|dei cittadini|nel territorio|delle famiglie|scolastic)", 1.4),
        (r"famiglie (?:immigrate|straniere|migranti)", 1.4), (r"seconde generazioni|dopo ?scuola|doposcuola", 1.2), (r"(?:abitanti|residenti|popolazione) (?:\w+ )?(?:di origine straniera|stranier|immigrat)|origine straniera|immigrat\w+ regolar|lavoratori immigrati|botteghe|vicine|padroni di casa|cauzione", 1.2), (r"spopolament|piccoli comuni|centr[oi] storic", 0.9), (r"garanzia|fondo (?:di|per) (?:garanzia|affitt)", 1.0), (r"comunita (?:straniere|immigrate|locale)", 0.6), (r"mediazione (?:sociale|di comunita|abitativa)", 1.4),
    ),
    9: (
        (r"cittadinanza attiva", 2.6), (r"educazione civica|formazione civica|cultura civica|valori (?:della|costituzional)|costituzione(?! (?:del|di|dell|della) )", 2.0), (r"consulta (?:degli|dei|comunale|provinciale) (?:stranier|immigrat|cittadini)|consiglier\w+ (?:stranier|aggiunt)", 2.2), (r"associazion\w+ (?:di|degli) (?:stranier|immigrat|migrant)", 1.6), (r"dialogo (?:interreligios|intercultural)|intercultur", 1.5), (r"partecipazione (?:alla vita|attiva|civica|democratica|politica)", 1.8),
        (r"diritti e (?:i )?doveri|doveri", 1.3), (r"(?:come |sul )?funzion\w+ (?:lo |dello |di |del |le )(?:stato|comune|regione|istituzion)|lo stato italiano|chi fa le leggi|referendum|giunta|servizio civile|albo (?:comunale|delle)|casa delle culture|imposte|storia del nostro", 1.4), (r"accordo di integrazione", 1.6), (r"giornat\w+ (?:del|di|dell'|multietnic)|festa (?:dei popoli|multietnic)|festival", 1.1), (r"sport(?!ell)|torne[oi]|calcio", 0.7), (r"parte attiva|vita democratica|comitato interreligioso|propongono iniziative|simulazione di una seduta|camera dei deputati|regole della", 1.6), (r"associazion\w+ (?:di|fondat|creat|costituit|nata)\w* (?:da |dai |dalle )?(?:giovani|ragazzi|donne|mamme|madri|seconde|nuove|cittadini|figli)|(?:nuove|seconde) generazioni", 1.4), (r"(?:decret[oi]|consegna|conferimento) (?:di|dei|della|delle) (?:decreti di )?cittadinanza|cerimonia pubblica|parlamento|consiglio comunale|organi (?:dello|di)", 1.2), (r"giuramento|acquisto della cittadinanza|nuovi cittadini", 1.6), (r"voto|elezion|rappresentanza", 1.1),
    ),
    10: (
        (r"minor[ie] (?:stranieri )?non accompagnat|\bmsna\b", 2.6), (r"vulnerabil", 1.8), (r"disabil", 1.6), (r"vittim\w+ (?:di|della) (?:tratta|tortura|violenz|sfruttament)|\btratta\b", 2.2), (r"donne (?:sole|in gravidanza|incinte|con (?:bambini|figli|minori)|vittime)|madri|gestant", 1.5), (r"anzian", 1.2), (r"\bminor[ie]\b|tutor[ei]\b|tutela volontaria|affid[oi] (?:familiar|etero)|comunita (?:educativ|per minori)", 1.3), (r"disagio (?:psichic|mental)|supporto psicologic|etnopsichiatr|psicolog|psichiatr", 1.3), (r"neonat|bambin", 0.6), (r"sopravvissut", 1.0), (r"(?:arrivat|giunt|sbarcat)[oiae] (?:da )?sol[oiae]|senza (?:genitori|famiglia|adulti)|sotto i diciotto|minorenn|diciassette", 1.8), (r"sfruttat|indirizzo segreto|casa (?:rifugio|protetta)|tortur|post-?traumatic|sedia a rotelle|non vedent|malat", 1.6),
    ),
}  # fmt: skip

#: Weight at which the odds of a campo grow by a factor e.
_TEMPERATURE = 1.1
#: What a word of a campo's vocabulary weighs beside a phrase that says it outright.
_OF_WORDS = 0.5


#: Kinds of bodies that are unlike each other; from so many in one text on, it speaks of a network.
_ACTORS = tuple(
    re.compile(rf"(?<![a-z])(?:{kind})")
    for kind in (
        r"comun[ei]\b|municip|sindac[oi]\b|amministrazion[ei] (?:comunal|local)|enti locali", r"parroc|arciprete|diocesi|diocesan|vescov|curia|caritas|moschea|chies[ae]\b",
        r"scuol[ae] |preside|ufficio scolastico|istitut[oi] (?:scolastic|comprensiv)|cpia\b", r"impres[ae]\b|camera di commercio|confindustria|confcommercio|confartigianato|coldiretti|commerciant|datorial|imprenditor",
        r"sindacat|sindacal|cgil|cisl|patronat", r"asl\b|ausl\b|azienda sanitaria|ospedal|medici\b", r"associazion|volontariat|croce rossa|lions|rotary|alpini|pro loco", r"cooperativ|consorzi|terzo settore|privato sociale",
        r"questura|forze dell'ordine|carabinier|vigili", r"universit|ateneo", r"prefettur|prefetto|viceprefetto", r"fondazion|banc[ah]", r"provincia\b|regione\b",
    )
)  # fmt: skip
_UNLIKE_ACTORS = 5
_FOR_EACH_ACTOR = 0.7
#: Below this weight (one word of one vocabulary) a text says nothing.
_LEAST = 0.6


@dataclass(frozen=True, slots=True)
class Opinion:
    """The campo that a text suggests: `probability` 0 to 1, `cues` the words behind it. `campo` is None without any cue."""

    campo: int | None
    probability: float
    cues: tuple[str, ...]
    all: dict[int, float]


def opinion(title: str, description: str, model: CampoModel = NOTHING_LEARNED) -> Opinion:
    """What title and description suggest, with what `model` learned. Of itself campo 11 is never suggested: it is for what fits
    nowhere else.
    """
    return _unlearned(title, description) if model is NOTHING_LEARNED else _opinion(title, description, model)


@lru_cache(maxsize=256)
def _unlearned(title: str, description: str) -> Opinion:
    """A text is asked about more than once: is it a practice, one of several, of which campo."""
    return _opinion(title, description, NOTHING_LEARNED)


def _opinion(title: str, description: str, model: CampoModel) -> Opinion:
    head, body = fold(title), fold(description)
    scores: dict[int, float] = {}
    cues: dict[int, list[str]] = {}
    for number, patterns in _compiled().items():
        scores[number] = 0.0
        for pattern, weight, literals in patterns:
            if literals and not any(literal in body or literal in head for literal in literals):
                continue
            hits, in_title = _hits(pattern, body), _hits(pattern, head)
            if hits:
                scores[number] += weight * (1 + 0.25 * min(len(hits) - 1, 3))
            if in_title:
                scores[number] += weight
            if hits or in_title:
                cues.setdefault(number, []).append((in_title or hits)[0])
    if (actors := _actors(body)) >= _UNLIKE_ACTORS:
        # What tells a network from other matters is a list of bodies that are unlike each other.
        scores[1] += _FOR_EACH_ACTOR * (actors - _UNLIKE_ACTORS + 1)
    spoken, used = campo_words.scores(words(f"{head} {body}"))
    learned, learned_words = model.scores(f"{title} {description}")
    for number, score in learned.items():
        scores[number] = scores.get(number, 0.0) + score
        cues.setdefault(number, []).extend(learned_words[number])
    length = 1 + len(body.split()) / 250
    for number, score in spoken.items():
        scores[number] += _OF_WORDS * score
        cues[number] = [*cues.get(number, []), *used.get(number, [])]
    weights = {number: exp(score / length / _TEMPERATURE) for number, score in scores.items()}
    total = sum(weights.values())
    probabilities = {number: weight / total for number, weight in weights.items()}
    best = max(probabilities, key=lambda number: probabilities[number])
    if scores[best] < _LEAST:
        return Opinion(None, 0.0, (), probabilities)
    return Opinion(best, probabilities[best], tuple(cues.get(best, ()))[:6], probabilities)


def _hits(pattern: re.Pattern[str], text: str) -> list[str]:
    """The matches that begin a word: `sport` is not in `trasporti`. (Said in the pattern, that would cost its quick start.)"""
    return [match[0] for match in pattern.finditer(text) if not (match.start() and text[match.start() - 1].isalpha())]


def _actors(text: str) -> int:
    """How many unlike kinds of bodies a text names."""
    return sum(kind.search(text) is not None for kind in _ACTORS)


def anchors(pattern: str) -> tuple[str, ...]:
    """Literal beginnings of a pattern, one of which every match contains; () if they cannot be told.

    Looking for a literal costs a fraction of trying a pattern, and most cues are not in most texts.
    """
    found: list[str] = []
    for branch in _top_level_branches(pattern):
        bare = branch.removeprefix(r"\b")
        if (inner := _leading_group(bare)) is not None:
            if not (literals := anchors(inner)):
                return ()
            found += literals
            continue
        literal = re.match(r"[a-z0-9' -]*", bare)[0]  # type: ignore[index]  # the pattern matches anything
        if bare[len(literal) : len(literal) + 1] in {"?", "*", "{"}:
            literal = literal[:-1]
        if len(literal) < 2:
            return ()
        found.append(literal)
    return tuple(found)


def _leading_group(pattern: str) -> str | None:
    """What stands in the group that a pattern begins with, None if it begins otherwise or may do without the group."""
    if not pattern.startswith("(?:"):
        return None
    depth = 0
    for place, character in enumerate(pattern):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return None if pattern[place + 1 : place + 2] in {"?", "*", "{"} else pattern[3:place]
    return None


def _top_level_branches(pattern: str) -> list[str]:
    branches, depth = [""], 0
    for character in pattern:
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += character
    return branches


@cache
def _compiled() -> dict[int, tuple[tuple[re.Pattern[str], float, tuple[str, ...]], ...]]:
    assert set(_CUES) == {campo.number for campo in CAMPI[:-1]}
    return {number: tuple((re.compile(pattern), weight, anchors(pattern)) for pattern, weight in cues) for number, cues in _CUES.items()}
