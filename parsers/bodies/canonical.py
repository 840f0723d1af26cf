"""One form for the ways in which a body is written: `A.S.L. 3` and `Azienda Sanitaria Locale n. 3` are `ASL n. 3`."""

import re
from collections.abc import Sequence

from config.prefetture import by_sigla
from parsers.bodies.lexicon import Entry, match_start, match_suffix
from parsers.bodies.spelling import shown
from parsers.bodies.tokens import ARTICLES, DASHES, LEADING, Token, tokens
from parsers.italian.places import locate

_ACRONYM = re.compile(r"\b(?:[A-ZÀ-Ù][^\W\d_]{0,2}\.){2,}(?:[^\W\d_]{1,3}\b)?\.?|\b(?:[^\W\d_]\.){2,}[^\W\d_]?\.?")
_NUMBER = re.compile(r"(?<=[^\W\d_])\s+(?:n\.?\s*|nr\.?\s*)?0*(\d{1,3})\b(?!\.\d)", re.IGNORECASE)
#: `Commissariato del Governo per la Provincia di Bolzano` is that of Bolzano.
_OF_PROVINCE = re.compile(r"^(?:per la|della) provincia (?:autonoma )?di ", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:di|del|della|dell')\s*", re.IGNORECASE)
#: Names of provinces that begin so go behind `dell'` and `della`.
_ARTICLES = {"L'": "dell'", "La ": "della "}
#: What a branch is called behind a dash, and the words that say how far it reaches.
_BRANCHES = frozenset("sede direzione comitato sezione delegazione filiale circolo federazione ambito".split())
_ORGANS = _BRANCHES | {"segreteria", "unione"}
_LEVELS = frozenset({"provinciale", "territoriale", "regionale", "interprovinciale", "locale", "comunale", "zonale"})
#: Forms that a body has before the law, and that say nothing of its kind: `onlus`, `ONG`.
_STATUS = "associazione"


def canonical(name: str) -> str:
    """The one form of a body's name."""
    text = re.sub(r"\s+", " ", name.replace("’", "'").replace("–", "-").replace("—", "-")).strip(" .,;:-")
    text = _without_legal_form(text)
    run = tokens(text)
    while run and run[0].key in ARTICLES | {"e", "ed"}:
        run = run[1:]
    if not run:
        return text
    run = _behind_level(run)
    matched = match_start(run, 0)
    rest = text[run[0].start :]
    if matched is not None and matched[0].same:
        entry = matched[0]
        after = _behind_short_form(run, *matched)
        behind = shown(text[run[after].start :]) if after < len(run) else ""
        behind = _of_office(behind) if entry.kind == "prefettura" else behind
        rest = (
            f"{entry.name} {behind.lstrip(' -')}".strip()
            if behind[:1] not in DASHES or entry.place
            else f"{entry.name} {behind}"
        )
    rest = _ACRONYM.sub(lambda match: match[0].replace(".", "").upper(), shown(rest))
    rest = _without_branch(re.sub(r"[\"“”«»]", "", rest))
    return re.sub(r"\s+", " ", _NUMBER.sub(r" n. \1", rest)).strip()


def _without_legal_form(text: str) -> str:
    """`Associazione "Onda" onlus di Padova` is the `Associazione "Onda" di Padova`. A form that says the kind stays
    where nothing else does: `Nuova Terra società cooperativa`.
    """
    run = tokens(text)
    named = match_start(run, 0)
    kind_ends = len(run) if named is None else named[1]
    kept, at, begin = "", 1, 0
    while at < len(run):
        form = match_suffix(run, at)
        if form is not None and (form[0].kind == _STATUS or at >= kind_ends) and _stands_apart(run, at, form[1]):
            kept, begin, at = kept + text[begin : run[at].start], run[form[1] - 1].end, form[1]
        else:
            at += 1
    return re.sub(r"\s+", " ", kept + text[begin:]).strip(" .,;:-")


def _stands_apart(run: Sequence[Token], at: int, end: int) -> bool:
    """Whether a legal form is one: not in `Coordinamento delle ONG`, `Associazione ONG italiane`."""
    ends = end >= len(run) or run[end].key in LEADING or not run[end].text[0].isalnum()
    return ends and run[at - 1].key not in LEADING


def _behind_short_form(run: Sequence[Token], entry: Entry, after: int) -> int:
    """Where the name of a body ends that is named twice: `CIA - Confederazione Italiana Agricoltori`."""
    again = match_start(run, after + 1) if after + 1 < len(run) and run[after].key in DASHES else None
    return again[1] if again is not None and again[0] == entry else after


def _of_office(behind: str) -> str:
    """The place of an office: one that is written without `di`, or in German or French, as Italian writes it."""
    behind = _OF_PROVINCE.sub("di ", behind.strip(" :,-"))
    place = locate(_PREPOSITION.sub("", behind), comune=False)
    if not place.province or place.comune:
        return behind
    name = by_sigla()[place.province].name
    article = next((article for article in _ARTICLES if name.startswith(article)), "")
    return f"{_ARTICLES.get(article, 'di ')}{name.removeprefix(article)}"


def _behind_level(run: list[Token]) -> list[Token]:
    """`Federazione provinciale Coldiretti Rovigo` is the `Coldiretti Rovigo`."""
    level = len(run) > 2 and run[0].key in _ORGANS and run[1].key in _LEVELS
    named = match_start(run, 2) if level else None
    return run[2:] if named is not None and named[0].alone else run


def _without_branch(name: str) -> str:
    """`INPS - Direzione provinciale di Foggia` is the `INPS di Foggia`, `UISP Comitato di Este` the `UISP di Este`."""
    body, dash, behind = name.replace(", ", " - ", 1).partition(" - ")
    run = tokens(name)
    named = None if dash else match_start(run, 0)
    if named is not None and named[0].alone and named[1] < len(run):
        body, behind = name[: run[named[1]].start].rstrip(), name[run[named[1]].start :]
    words = behind.split()
    if not words or words[0].lower() not in _BRANCHES:
        return name
    rest = next((n for n, word in enumerate(words[1:], 1) if word.lower() not in _LEVELS), len(words))
    if rest < len(words) and not words[rest].lower().startswith("d"):
        return name
    return " ".join([body, *words[rest:]])
