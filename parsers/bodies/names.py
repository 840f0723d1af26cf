"""How far the name of a body goes: a grammar of proper names over tokens."""

from collections.abc import Sequence

from parsers.bodies.another import (
    BEHIND_VERBS,
    CLOSING,
    QUOTES,
    Name,
    begins_another,
    is_initial,
    is_its_form,
    is_person,
    is_verb,
    stops,
)
from parsers.bodies.branches import TELLING, WITH_OFFICES, behind_comma, behind_dash
from parsers.bodies.lexicon import Entry, lexicon, match_start, match_suffix
from parsers.bodies.sites import STREETS, place_behind, place_end
from parsers.bodies.tokens import ARTICLES, DASHES, LEADING, Token
from parsers.italian.places import is_place

_NO_LINKS = ARTICLES | {"con", "presso", "da", "dal", "dalla", "tra", "fra", "e", "ed"}
_LINKS = (LEADING | {"contro", "senza", "de'"}) - _NO_LINKS
#: Links of purpose or place: behind a name that is complete they lead to what the body does.
_LOOSE_LINKS = frozenset({"per", "in", "a", "al", "nel", "nell'", "nella", "nei", "nelle", "contro", "senza"})
#: Small words inside foreign names: `On the Road`, `Rete for Rights`.
_FOREIGN = frozenset("the of and for without sans et und für fur de du des der von".split())
#: Several areas, of which each is named: `delle Province di Novara e del Verbano-Cusio-Ossola`.
_SEVERAL_AREAS = frozenset({"province", "comuni", "citta", "territori", "valli", "diocesi"})
_OF = frozenset({"di", "del", "dello", "della", "dell'", "dei", "degli", "delle", "d'", "per"})
_MONTHS = frozenset(
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
)
_MOST_LOWER, _MOST_QUOTED = 4, 12
#: Marks before the place of a body that stands alone.
_BEFORE_SEAT = DASHES | {":", ","}
#: `Collegio delle Ostetriche della provincia di Perugia`.
_AREAS = frozenset({"provincia", "citta", "regione", "distretto", "zona", "territorio"})
#: `Agenzia per la Casa del Piemonte centrale`.
_PARTS_OF_AREAS = frozenset("centrale orientale occidentale settentrionale meridionale superiore inferiore".split())
#: So many words back stands the `per` of a name that says what it is for.
_PURPOSE = 6
#: So many words back stands the `di` before a place: `UIL di Reggio Emilia e Modena`.
_PLACE_WORDS = 4
#: Kinds of which many are called after a person: `Istituto G. Galilei`.
_AFTER_PERSONS = frozenset({"scuola", "fondazione", "ente pubblico"})
#: A name has at most so many words.
_MOST = 24


def name_end(run: Sequence[Token], after: int, entry: Entry, words: int = 1) -> tuple[int, bool]:
    """Where a name ends whose form of the word list ends at `after` (it has so many words), and whether it says which
    body is meant.
    """
    name = Name(run, after, entry, entry.alone or (words > 2 and not entry.place))
    while name.end < len(run) and name.end - after < _MOST and _more(name):
        pass
    return name.end, name.whole or (name.lower >= TELLING and not entry.place)


def _more(name: Name) -> bool:
    """Takes the next words where they belong to the name."""
    run, at = name.run, name.end
    token = run[at]
    if token.border:
        return False
    if token.text in QUOTES:
        return _quoted(name)
    if suffix := match_suffix(run, at):
        return is_its_form(name, at, suffix[1]) and name.take(suffix[1], proper=name.whole)
    if token.text in _BEFORE_SEAT and _seat_alone(name):
        return True
    if token.key in DASHES:
        return behind_dash(name)
    if token.text == ",":
        return _lists_places(name) or behind_comma(name)
    if token.text == "(":
        return _behind_short_form(name)
    if token.key in _FOREIGN and not token.capital:
        return at + 1 < len(run) and run[at + 1].capital and not run[at + 1].border and _capital(name, at + 1)
    if token.key.isdigit() or token.key in {"n", "nr", "n."}:
        return _number(name)
    if token.key in ARTICLES:
        return _begins_with_article(name)
    if token.key in _LINKS or (token.key == "presso" and _at_court(name)):
        return _linked(name)
    if not token.text[0].isalpha() or stops(token):
        return False
    if token.key in {"e", "ed"}:
        return _joined(name)
    if token.key in LEADING:
        return False
    return _word(name)


def _word(name: Name) -> bool:
    """The next word, which nothing leads to."""
    run, at = name.run, name.end
    if is_initial(run, at):
        return not name.whole and name.entry.kind in _AFTER_PERSONS and name.take(at + 3, proper=True)
    return _capital(name, at) if run[at].capital else _lower(name)


def _seat_alone(name: Name) -> bool:
    """`Prefettura – Siena`, `Prefettura: Siena`: nothing but the place, behind a mark. `Provincia: Siena` only says
    where.
    """
    run, at = name.run, name.end + 1
    if name.whole or name.placed or not name.entry.place or name.entry.kind in WITH_OFFICES or at >= len(run):
        return False
    end = place_end(run, at) if run[at].capital and not run[at].border else at
    alone = end >= len(run) or run[end].border or not run[end].text[0].isalnum()
    if end == at or not alone:
        return False
    name.placed, name.sited = True, end
    return name.take(end, proper=True)


def _at_court(name: Name) -> bool:
    """`Procura della Repubblica presso il Tribunale di Rovigo`, `Ufficio del Giudice Tutelare presso il Tribunale di
    Rovigo`.
    """
    run, at = name.run, name.end + 1
    while at < len(run) and run[at].key in ARTICLES:
        at += 1
    matched = match_start(run, at) if at < len(run) and not run[at].border else None
    own = name.entry.use == "role" or (name.entry.use == "name" and not name.entry.place)
    return own and name.entry.kind != "prefettura" and matched is not None and matched[0].kind == "giustizia"


def _begins_with_article(name: Name) -> bool:
    """`Cooperativa sociale Il Ponte`, `Associazione L'Altro Diritto`: an article with a capital begins the proper
    name.
    """
    run, at = name.run, name.end
    if place_end(run, at) > at:
        return _capital(name, at)
    follows = (
        at + 1 < len(run)
        and not run[at + 1].border
        and run[at + 1].capital
        and (not run[at].text.isupper() or match_start(run, at + 1) is None)
    )
    return (
        run[at].capital
        and follows
        and (not name.whole or run[at - 1].text.endswith("."))
        and not name.entry.place
        and name.take(at + 2, proper=True)
    )


def _quoted(name: Name) -> bool:
    opening = name.run[name.end].text
    for at in range(name.end + 1, min(name.end + _MOST_QUOTED, len(name.run))):
        if name.run[at].text == QUOTES[opening]:
            inside = name.run[name.end + 1]
            # `di seguito "Parti"` and `(la "Prefettura")` are caught before; a place's name is never in quotation
            # marks.
            # `"don Peppe Diana"`: a title in small letters before the name.
            capital = inside.capital or (inside.text[0].isalpha() and name.run[name.end + 2].capital)
            return not name.placed and capital and name.take(at + 1, proper=True)
        if name.run[at].border and at > name.end + 1:
            return False
    return False


def _behind_short_form(name: Name) -> bool:
    """`Centro Territoriale Permanente (CTP) di Sacile`, `Croce Rossa Italiana (C.R.I.) Comitato di Lodi`: a name that
    goes on behind its short form in brackets.
    """
    run, begun, at = name.run, name.end, name.end + 3
    if name.placed or at >= len(run) or run[at - 1].text != ")" or not run[at - 2].text.isupper() or run[at].border:
        return False
    name.end = at
    if run[at].key in _OF and run[at].key != "per" and _linked(name):
        return True
    if run[at].key in lexicon().branches and begun == name.end - 3 and name.whole:
        return name.take(at + 1)
    name.end = begun
    return False


def _lists_places(name: Name) -> bool:
    """`Consorzio per i Servizi Sociali di Ravenna, Cervia e Russi`: places behind the one that the name ends in, up to
    one behind a conjunction.
    """
    run, end = name.run, name.end
    if name.sited != end or name.entry.place or name.entry.alone or name.entry.use == "member":
        return False
    while end + 1 < len(run) and run[end].text == "," and (behind := place_behind(run, end + 1)) > end:
        end = behind
        if end < len(run) and run[end].key in {"e", "ed"} and (last := place_behind(run, end + 1)) > end:
            return name.take(last, proper=True)
    return False


def _number(name: Name) -> bool:
    """`ASL n. 3`, `Azienda ULSS 16`, `ASL Napoli 1 Centro`: a short number, not a day, a street's or an act's."""
    run, at = name.run, name.end
    if not run[at].key.isdigit():
        at += 1
        while at < len(run) and run[at].text in {".", "°"}:
            at += 1
    if at >= len(run) or run[at].border or not run[at].key.isdigit() or len(run[at].key) > 3 or name.entry.place:
        return False
    after = run[at + 1] if at + 1 < len(run) else None
    if after is not None and (after.key in _MONTHS or after.text == "/"):
        return False
    if after is not None and after.text in "°º":
        return name.take(at + 2, proper=True)  # Direzione Didattica 2° Circolo
    if (
        after is not None
        and after.text == "."
        and at + 2 < len(run)
        and run[at + 2].key.isdigit()
        and run[at + 2].start == after.end
    ):
        return name.take(at + 3, proper=True)
    return name.take(at + 1, proper=True)


def _joined(name: Name) -> bool:
    """`Pesaro e Urbino`, `dei Medici e degli Odontoiatri`, `per le Libertà Civili e l'Immigrazione`; not `e il Comune`,
    `e Questura`.
    """
    run, at = name.run, name.end + 1
    purposes = any(token.key == "per" for token in run[max(0, at - _PURPOSE) : at]) and not name.entry.place
    while at < len(run) and run[at].key in LEADING:
        if run[at].key not in _OF and not (purposes and run[at].key in ARTICLES):
            return False
        at += 1
    if at >= len(run) or run[at].border:
        return False
    if run[at].key == "provincia" and name.sited == name.end and not name.entry.place and _ends_item(run, at + 1):
        return name.take(at + 1)  # `Associazione Senegalesi di Brescia e Provincia`
    if match_start(run, at) or not run[at].text[0].isalpha():
        return False
    if stops(run[at]) or name.placed or name.entry.use == "member":
        return False
    if run[at].capital and _places_joined(name, at):
        return name.take(place_end(run, at), proper=True)
    if run[at].capital:
        return not is_place(run[name.end - 1].text) and not name.entry.alone and name.take(at + 1, proper=True)
    return not name.whole and name.lower > 0 and _ordinary(name, at)


def _ends_item(run: Sequence[Token], at: int) -> bool:
    """Whether no word of the same name follows: a mark, or the line's end."""
    return at >= len(run) or run[at].border or not (run[at].text[0].isalnum() or run[at].key in LEADING)


def _places_joined(name: Name, at: int) -> bool:
    """The last place of a body for several: `Comunità Ebraica di Vercelli e Biella`, `Province di Bari e Enna`."""
    run = name.run
    if name.sited != name.end or name.entry.place or place_end(run, at) == at:
        return False
    areas = any(token.key in _SEVERAL_AREAS for token in run[max(0, name.end - _PURPOSE) : name.end])
    led = any(token.key in _OF for token in run[max(0, name.end - _PLACE_WORDS) : name.end])
    return areas or (at == name.end + 1 and (led or not name.entry.alone))


def _linked(name: Name) -> bool:
    """What a preposition leads to."""
    run, at = name.run, _behind_links(name)
    if at is None:
        return False
    link, capital, quoted = run[name.end].key, run[at].capital, run[at].text in QUOTES
    if link == "per" and run[name.end - 1].text in CLOSING:
        return False  # `Cooperativa "Onda" per il servizio di mediazione`: what the body does
    if link == "per" and name.entry.place and not name.whole and capital and place_end(run, at) == at:
        return run[at].key in _AREAS and _capital(name, at)
    if link in _LOOSE_LINKS and name.whole and not capital and (name.proper or not name.branch):
        return False
    if link in _LOOSE_LINKS and name.whole and run[name.end].opens and run[name.end].text.isupper():
        return False  # a heading goes on: `TRA … ICS ONLUS` / `PER LA TUTELA DELLA SALUTE`
    if name.placed:
        return False
    if capital or quoted:
        return _capital(name, at)
    if _names_an_area(run, at):
        return _ordinary(name, at)
    if name.proper and name.lower == 0:
        return False
    return name.lower < _MOST_LOWER and _ordinary(name, at)


def _behind_links(name: Name) -> int | None:
    """Where the word stands that the prepositions and articles behind a name lead to, None if to none of a name."""
    run, at = name.run, name.end + (name.run[name.end].key not in LEADING)
    while at < len(run) and run[at].key in LEADING and run[at].key not in {"e", "ed", "con"}:
        at += 1
        if at < len(run) and run[at].border:
            return None
    if at >= len(run) or (stops(run[at]) and not _led_into_name(run, at)):
        return None
    return at if run[at].text[0].isalpha() or run[at].text in QUOTES else None


def _led_into_name(run: Sequence[Token], at: int) -> bool:
    """`Comitato inquilini di via Padova`, `Azienda di Servizi alla Persona`: words that elsewhere end a name."""
    if run[at].key == "persona":
        return run[at - 1].key in _OF | {"alla"}
    return run[at].key in STREETS and run[at - 1].key in _OF


def _names_an_area(run: Sequence[Token], at: int) -> bool:
    """`area di Comacchio`: a word for an area, and its name behind a preposition."""
    return run[at].key in _AREAS and at + 2 < len(run) and run[at + 1].key in LEADING and run[at + 2].capital


def _ordinary(name: Name, at: int) -> bool:
    name.lower += 1
    return name.take(at + 1)


def _capital(name: Name, at: int) -> bool:
    """A word with a capital, or the whole name of a place that begins there."""
    run = name.run
    if run[at].text in QUOTES:
        begun, name.end = name.end, at
        if not _quoted(name):
            name.end = begun
            return False
        return True
    if run[at].key in _MONTHS:
        return False
    if name.placed or (run[at - 1].text in CLOSING and match_start(run, at) is not None) or is_person(name, at):
        return False
    end = place_end(run, at)
    if end > at:
        name.placed = name.entry.place and not _province_of(run, at)
        name.sited = end
        return name.take(end, proper=True)
    if (
        name.entry.place
        and name.end == at
        and (match_start(run, at) if name.proper else not _adjective_before_place(run, at))
    ):
        return False
    return _another_kind(name, at)


def _another_kind(name: Name, at: int) -> bool:
    """A word with a capital that is no place; all of a kind of body of the same sort: `CGIL Camera del lavoro`."""
    if is_verb(name, at):
        return False
    kind = match_start(name.run, at) if name.proper or name.entry.alone else None
    if kind is None or kind[0].use != "name":
        return name.take(at + 1, proper=True)
    if kind[0].kind == name.entry.kind and not name.run[at].opens and name.sited != at:
        return name.take(kind[1], proper=True)
    return not begins_another(name, at, *kind) and name.take(at + 1, proper=True)


def _adjective_before_place(run: Sequence[Token], at: int) -> bool:
    """`Provincia Regionale di Enna`; not `Comune Mario Rossi`."""
    return (
        run[at].key.endswith(lexicon().endings)
        and at + 1 < len(run)
        and run[at + 1].key in LEADING
        and not run[at + 1].border
    )


def _province_of(run: Sequence[Token], at: int) -> bool:
    """`Provincia di Bolzano` inside `Commissariato del Governo per la Provincia di Bolzano`."""
    return run[at].key in {"provincia", "regione"}


def _lower(name: Name) -> bool:
    """An ordinary word that nothing leads to: `Caritas diocesana`, `Unione industriali`; never a verb with its
    object.
    """
    run, at = name.run, name.end
    following = run[at + 1] if at + 1 < len(run) else None
    if name.sited == at and not name.entry.place and run[at].key in _PARTS_OF_AREAS:
        return name.take(at + 1)
    if name.placed or name.lower >= _MOST_LOWER or name.sited == at:
        return False
    if following is not None and not following.border and following.key in BEHIND_VERBS:
        return False
    if run[at].text.endswith(("rà", "ranno", "ra'", "isce", "iscono")):
        return False
    adjective = run[at].key.endswith(lexicon().endings)
    if (name.proper or name.entry.alone or _titled(name)) and not adjective:
        return False
    if name.whole and name.entry.place:
        return False
    name.lower += 1
    return name.take(at + 1)


def _titled(name: Name) -> bool:
    """Whether its words begin with capitals, so that one in small letters is a verb: `l'Azienda Sanitaria mantiene
    posti liberi`.
    """
    last = name.run[max(0, name.end - 2) : name.end]
    return len(last) == 2 and all(token.capital and len(token.key) > 1 for token in last) and not last[-1].border
