"""One form for the ways in which a body is written: `A.S.L. 3` and `Azienda Sanitaria Locale n. 3` are `ASL n. 3`."""

import re

from config.prefetture import by_sigla
from parsers.bodies.bodies import shown
from parsers.bodies.lexicon import match_start
from parsers.bodies.names import ARTICLES, DASHES
from parsers.bodies.tokens import Token, tokens
from parsers.italian.places import locate

_ACRONYM = re.compile(r"\b(?:[A-ZÀ-Ù][^\W\d_]{0,2}\.){2,}(?:[^\W\d_]{1,3}\b)?\.?|\b(?:[^\W\d_]\.){2,}[^\W\d_]?\.?")
_NUMBER = re.compile(r"(?<=[^\W\d_])\s+(?:n\.?\s*|nr\.?\s*)?0*(\d{1,3})\b(?!\.\d)", re.IGNORECASE)
#: `Commissariato del Governo per la Provincia di Bolzano` is that of Bolzano.
_OF_PROVINCE = re.compile(r"^(?:per la|della) provincia (?:autonoma )?di ", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:di|del|della|dell')\s*", re.IGNORECASE)
#: Names of provinces that begin so go behind `dell'` and `della`.
_ARTICLES = {"L'": "dell'", "La ": "della "}
#: What a branch is called behind a dash, and the words that say how far it reaches.
_BRANCHES = frozenset({"sede", "direzione", "comitato", "sezione", "delegazione", "filiale"})
_ORGANS = _BRANCHES | {"federazione", "segreteria", "unione"}
_LEVELS = frozenset({"provinciale", "territoriale", "regionale", "interprovinciale", "locale"})


def canonical(name: str) -> str:
    """The one form of a body's name."""
    text = re.sub(r"\s+", " ", name.replace("’", "'").replace("–", "-").replace("—", "-")).strip(" .,;:-")
    run = tokens(text)
    while run and run[0].key in ARTICLES | {"e", "ed"}:
        run = run[1:]
    if not run:
        return text
    run = _behind_level(run)
    matched = match_start(run, 0)
    rest = text[run[0].start :]
    if matched is not None and matched[0].same:
        entry, after = matched
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
    """`INPS - Direzione provinciale di Foggia` is the `INPS di Foggia`."""
    body, dash, behind = name.partition(" - ")
    words = behind.split()
    if not dash or not words or words[0].lower() not in _BRANCHES:
        return name
    rest = next((n for n, word in enumerate(words[1:], 1) if word.lower() not in _LEVELS), len(words))
    if rest < len(words) and not words[rest].lower().startswith("d"):
        return name
    return " ".join([body, *words[rest:]])
