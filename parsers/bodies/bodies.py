"""The bodies that a text names: kinds from the word list, proper names by grammar, groups of names as one body each.

Rules of what a name is: an office belongs to its body (`Comune di Lodi – Settore Cultura` is the Comune di Lodi), who
speaks for a body stands for it (`il Sindaco di Lodi`), a group word is no name (`Comuni di A, B e C` are three).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from config.italy import given_names
from config.prefetture import by_sigla
from parsers.bodies.another import QUOTES, stops
from parsers.bodies.fronts import acronym_first, federation
from parsers.bodies.lexicon import Entry, match_start, match_suffix
from parsers.bodies.names import name_end
from parsers.bodies.sites import STREETS, place_end, place_in
from parsers.bodies.spelling import shown
from parsers.bodies.tokens import ARTICLES, DASHES, LEADING, Token, is_number, tokens
from parsers.italian.places import NOWHERE, Place
from parsers.italian.text import fold

_OF = frozenset({"di", "del", "dello", "della", "dell'", "dei", "degli", "delle", "d'"})
_BETWEEN = _OF | {",", "e", "ed", ":", "-", "–"}
#: Words of three letters and less count where they are acronyms: `ASL`, not `Asl`.
_SHORT = 4
#: What is said of a member of a group in brackets has at most so many words and marks.
_LONGEST_REMARK = 24
#: `Comune di Lodi – Settore Cultura`, `Politecnico di Bari, Dipartimento di Ingegneria`.
_OFFICE_MARKS = DASHES | {",", "("}
_OWNERS = frozenset(
    {
        "comune",
        "provincia",
        "regione",
        "azienda sanitaria",
        "questura",
        "prefettura",
        "unione di comuni",
        "città metropolitana",
    }
)


#: What health authorities are divided into.
_DISTRICTS = frozenset({"distretto", "comprensorio", "presidio", "zona", "area", "ambito"})
#: Words that lead to a name in small letters as well: `l'associazione Africa Insieme`.
_LEAD_TO_NAMES = frozenset({"associazione", "cooperativa", "fondazione", "parrocchia"})
#: Marks inside a name that its legal form closes: `Autoservizi "Alta Valle" S.r.l.`
_IN_NAMES = frozenset({"&", *QUOTES, *QUOTES.values()})
#: A comune that calls itself so.
_CITY = "Città"
#: Bodies of which the signatures say no more than the kind.
_SIGNED_FOR = frozenset({"cooperativa", "associazione", "comune"})
#: Bodies that are one person.
_HELD = frozenset({"garante", "difensore", "consigliera", "consigliere"})


@dataclass(frozen=True, slots=True)
class Body:
    """A body named in a text from `start` to `end`. `whole` is false where the name does not say which one (`la
    Prefettura`).

    `kind` is one of the word list, `name` as written less articles, offices and seats; `place` where its name says it
    is. `lead` is where the words begin that lead to the name of a group's member (`i Comuni di`), the name itself where
    there are none, -1 for a body that is named by itself.
    """

    kind: str
    name: str
    start: int
    end: int
    place: Place = NOWHERE
    whole: bool = True
    lead: int = -1

    @property
    def begins(self) -> int:
        """Where the name begins, with what leads to it in a group."""
        return self.start if self.lead < 0 else self.lead


def find_bodies(text: str) -> tuple[Body, ...]:
    """All bodies that a text names, in order; lines may be cut by the width of a page."""
    run = tokens(text)
    found: list[Body] = []
    at = 0
    while at < len(run):
        named = list(_at(text, run, at))
        found += [body for body, _ in named if not (found and _is_branch(text, found[-1], body))]
        at = max((end for _, end in named), default=at + 1)
    return tuple(found)


def _is_branch(text: str, before: Body, body: Body) -> bool:
    """`Azienda USL di Rovigo – Distretto di Adria`: what a health authority is divided into."""
    behind_dash = text[before.end : body.start].strip() in DASHES
    return before.kind == "azienda sanitaria" and behind_dash and fold(body.name).split(" ")[0] in _DISTRICTS


def is_part(name: str) -> bool:
    """Is a name that of an office, which may be of a body named elsewhere?"""
    matched = match_start(tokens(name), 0) if name else None
    return matched is not None and matched[0].part


def _at(text: str, run: Sequence[Token], at: int) -> Iterator[tuple[Body, int]]:
    """The bodies whose names begin at a token, with where reading goes on."""
    if (named := acronym_first(run, at) or federation(run, at)) is not None:
        entry, end = named
        yield _body(text, run, at, at, end, replace(entry, use="name", same=False), True), end
        return
    matched = match_start(run, at)
    if matched is None:
        yield from _by_suffix(text, run, at)
        return
    entry, after = matched
    if _is_address(run, at) or _is_holder(run, at, after, entry) or not _stands_as_name(run, at, after, entry):
        return
    if entry.name == _CITY and place_end(run, at) > after:
        return  # `Città di Castello` is a place, its comune the `Comune di Città di Castello`
    if entry.use == "several":
        members = list(_members(text, run, at, after, entry))
        yield from members
        if members or entry.name == "" or not run[at].capital:
            return  # `le parrocchie della Diocesi ospitano` names none
    if entry.part and (owner := _owner(run, after)) is not None:
        yield from _at(text, run, owner)
        return
    end, whole = name_end(run, after, entry, after - at)
    if entry.part and at > 1 and run[at - 1].text in _OFFICE_MARKS and not run[at].border and not run[at - 1].border:
        return  # the office of a body whose name stands before the mark
    if (entry.use == "role" and not whole) or _is_label(run, at, end):
        return
    if not _has_proper_name(run, at, end, entry):
        return
    yield _body(text, run, at, after, end, entry, whole), end


def _is_label(run: Sequence[Token], at: int, end: int) -> bool:
    """`Ente concedente: ACER di Rovigo`: in which part a body signs, and no name."""
    return run[at].key == "ente" and end < len(run) and run[end].text == ":"


def _is_address(run: Sequence[Token], at: int) -> bool:
    """`via Arcivescovado 2`, `piazza dell'Ateneo Nuovo`; not `nel corso della Conferenza`."""
    led = at > 1 and run[at - 1].key in _OF and run[at - 2].key in STREETS - {"corso"}
    return at > 0 and not run[at].border and (led or run[at - 1].key in STREETS)


def _stands_as_name(run: Sequence[Token], at: int, after: int, entry: Entry) -> bool:
    """A form counts with a capital, in at the start of a line, or in lower case with the name of a place."""
    if after == at + 1 and len(run[at].key) < _SHORT and not run[at].text.isupper():
        return False
    if run[at].capital or _begins_item(run, at) or (entry.use == "several" and after < len(run)):
        return True
    behind = after
    while behind < len(run) and run[behind].key in LEADING and not run[behind].border:
        behind += 1
    named = behind < len(run) and _is_proper(run, behind)
    if after - at > 1 or (named and entry.place and place_end(run, behind) > behind):
        return named
    if not named or run[at].key not in _LEAD_TO_NAMES or stops(run[behind]):
        return False
    # `l'associazione Volontarius onlus`: the legal form shows the whole name.
    return not any(match_suffix(run, inside) for inside in range(behind + 1, min(behind + 6, len(run))))


def _is_proper(run: Sequence[Token], at: int) -> bool:
    """A word with a capital, or a name in quotation marks: `l'associazione "Nuovi Vicini"`."""
    quoted = run[at].text in QUOTES and at + 1 < len(run) and run[at + 1].capital
    return (run[at].capital or quoted) and not run[at].border


def _is_holder(run: Sequence[Token], at: int, after: int, entry: Entry) -> bool:
    """`la Garante Ada Fiori`, `per la Cooperativa Vito Neri`: who holds the office or signs, no body of that name."""
    named = after < len(run) and run[after].capital and not run[after].border
    held = entry.use == "role" or (after == at + 1 and run[at].key in _HELD)
    signs = (
        entry.kind in _SIGNED_FOR
        and not entry.alone
        and at > 1
        and run[at - 1].key in ARTICLES
        and run[at - 2].key == "per"
    )
    return named and (held or signs) and run[after].key in given_names()


def _has_proper_name(run: Sequence[Token], at: int, end: int, entry: Entry) -> bool:
    """Words in small letters throughout are no name (`associazioni iscritte nel registro`, `procure depositate`),
    unless they are one of the list that stands alone, or begin a line and end in a place: `comune di rovigo`.
    """
    if any(token.capital or token.text in '"“«' or token.key.isdigit() for token in run[at:end]):
        return True
    return entry.alone or (entry.place and any(place_end(run, inside) == end for inside in range(at + 1, end)))


def _begins_item(run: Sequence[Token], at: int) -> bool:
    """At the start of a line, or behind the mark of a list there: some write all names small."""
    return run[at].border or (run[at - 1].border and run[at - 1].text in "-–—•*·")


def _members(text: str, run: Sequence[Token], group: int, at: int, entry: Entry) -> Iterator[tuple[Body, int]]:
    """`Comuni di A, B e C`: the names behind a group word, up to an article or a body of another kind."""
    position, link = _behind_adjective(run, at, entry), "di " if entry.place else ""
    at = position
    single = replace(entry, use="member", alone=False)
    while entry.name and (begin := _next_member(run, position, at, entry)) is not None:
        if position == at and entry.place and begin == at and place_end(run, begin) == begin:
            return  # `i Sindaci Mauro Rossi, Ada Neri`
        links = [token for token in run[position:begin] if token.key in _OF]
        link = _with_space(links[-1].key) if links else "di " if entry.place or link == "di " else ""
        end = place_end(run, begin)
        if end == begin or not (entry.place or end == len(run) or run[end].opens):
            end = name_end(run, begin + 1, single)[0]
        if entry.place and any(match_suffix(run, inside) for inside in range(begin + 1, end + 1)):
            return  # `i Comuni di Tarvisio e Udine, Civiform società cooperativa`: no comune has a legal form
        name = shown(text[run[begin].start : run[end - 1].end])
        if run[begin].key == "l'":  # Comuni di Teramo e L'Aquila
            link, name = "dell'", shown(text[run[begin + 1].start : run[end - 1].end])
        lead = run[group].start if position == at else links[0].start if links else run[begin].start
        yield replace(_made(entry, f"{entry.name} {link}{name}", run, begin, end, name), lead=lead), end
        position = _behind_remark(run, end)


def _behind_remark(run: Sequence[Token], at: int) -> int:
    """Behind what is said of a member in brackets, if more follow: `Certaldo (delibera C.C. n. 98), Montaione`."""
    if at >= len(run) or run[at].text != "(":
        return at
    closing = next((n for n in range(at, min(at + _LONGEST_REMARK, len(run))) if run[n].text == ")"), at - 1)
    goes_on = closing + 1 < len(run) and run[closing + 1].key in {",", "e", "ed"}
    return closing + 1 if goes_on else at


def _behind_adjective(run: Sequence[Token], at: int, entry: Entry) -> int:
    """`i Comuni aderenti di A, B e C`, `i Centri (CTP) di A e B`: what the several have in common is no part of a
    name.
    """
    if at + 3 < len(run) and run[at].text == "(" and run[at + 2].text == ")" and run[at + 3].key in _OF:
        return at + 3
    says = at + 1 < len(run) and run[at].text[0].isalpha() and not run[at].capital and not run[at].border
    common = says and run[at].key not in LEADING and not stops(run[at]) and run[at + 1].key in _OF
    return at + 1 if entry.place and common else at


def _with_space(word: str) -> str:
    return word if word.endswith("'") else f"{word} "


def _next_member(run: Sequence[Token], position: int, first: int, entry: Entry) -> int | None:
    """Where the next name of a group begins, None where the group ends."""
    at = position
    while (
        at < len(run)
        and run[at].key in _BETWEEN
        and not (at > first and run[at].border and run[at - 1].text not in ",:;-–")
    ):
        at += 1
    if at >= len(run) or (at == position and position > first) or (run[at].border and run[at - 1].text != ":"):
        return None
    if at == first and run[at].opens:
        return None  # nothing leads from the group word to the line below it
    quoted = run[at].text in "“«" or (run[at].text == '"' and run[at].start > run[at - 1].end)
    if not (quoted or run[at].capital) or stops(run[at]):
        return None
    known = match_start(run, at)
    return None if known is not None and not (entry.kind == "sindacato" and known[0].alone) else at


def _owner(run: Sequence[Token], at: int) -> int | None:
    """Where the body stands that an office belongs to: `Settore Servizi Sociali del Comune di Lodi`."""
    for position in range(at, min(at + 12, len(run) - 1)):
        token = run[position]
        if token.border or token.text in ",;:.()" or (token.opens and match_start(run, position)):
            return None
        if position == at or not token.capital or not _leads_to_owner(run, position):
            continue
        matched = match_start(run, position)
        if (
            matched is not None
            and not matched[0].part
            and (matched[0].kind in _OWNERS or run[position - 1].key in DASHES)
        ):
            return position
    return None


def _leads_to_owner(run: Sequence[Token], position: int) -> bool:
    before = run[position - 1].key
    return before in {"del", "della", "dell'", "di"} | DASHES or (before in ARTICLES and run[position - 2].key == "per")


def _by_suffix(text: str, run: Sequence[Token], at: int) -> Iterator[tuple[Body, int]]:
    """A name that only its legal form shows to be one: `Lepida S.p.A.`, `Nuovi Vicini Onlus`."""
    token = run[at]
    if (
        not token.capital
        or stops(token)
        or token.key in LEADING
        or not token.text[0].isalpha()
        or is_number(token.text)
    ):
        return
    for end in range(at + 1, min(at + 7, len(run))):
        if run[end].border or (run[end].opens and match_start(run, end)):
            return
        if suffix := match_suffix(run, end):
            stop, _ = name_end(run, suffix[1], Entry(suffix[0].kind, "", alone=True))
            yield _body(text, run, at, at, stop, suffix[0], True), stop
            return
        if (
            not (run[end].capital or run[end].text in _IN_NAMES or run[end].key in LEADING - ARTICLES)
            or stops(run[end])
            or match_start(run, end)
        ):
            return


def _body(text: str, run: Sequence[Token], at: int, after: int, end: int, entry: Entry, whole: bool) -> Body:
    while entry.place and after < end and run[after].text in ":,-–—":
        after += 1
    rest = _shown(text, run, after, end)
    if entry.use == "role" or (
        entry.same and (entry.kind == "prefettura" or any(t.key in DASHES for t in run[at:after]))
    ):
        name = f"{entry.name} {rest}".strip()
    else:
        name = _shown(text, run, at, end)
    known = entry.alone and at < after == end and entry.kind != "prefettura"  # the `Croce Rossa` is not at Rossa
    made = _made(entry, name, run, at, end, rest, whole)
    return replace(made, place=NOWHERE) if known else made


def _made(entry: Entry, name: str, run: Sequence[Token], at: int, end: int, rest: str, whole: bool = True) -> Body:
    return Body(entry.kind, name, run[at].start, run[end - 1].end, _place(entry, rest or name), whole)


def _place(entry: Entry, rest: str) -> Place:
    """Where a body is by its own name; of health authorities the sigla says it too: `ASL TA`."""
    last = rest.rpartition(" ")[2]
    if entry.kind == "azienda sanitaria" and last.isupper() and last in by_sigla():
        return Place("", last, by_sigla()[last].region)
    return place_in(rest, comune=entry.kind == "comune")


def _shown(text: str, run: Sequence[Token], at: int, end: int) -> str:
    if end <= at:
        return ""
    return shown(text[run[at].start : run[end - 1].end])
