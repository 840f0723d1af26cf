"""Whether a text is an agreement: learned from agreements in many layouts and from texts that only speak of one.

Taught by `tests/learning/acts.py`. What a text begins with and ends with is counted apart from the rest, because an
agreement names itself and its parties at its head and is signed at its foot, while a resolution or a letter speaks of
it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from parsers.agreements.kind import begins_with, nouns
from parsers.campo.linear import Linear, load
from parsers.campo.ngrams import Grams, grams
from parsers.italian.dates import find_dates
from parsers.italian.text import close_letterspacing, fold, stem, words

#: The model that comes with the program: class 1 is an agreement, class 0 anything else.
SHIPPED = Path(__file__).with_name("acts.npz")
#: So many words are the head, so many the foot.
_HEAD, _FOOT = 50, 40
#: A trait of the structure stands for as many words: there are few traits and many words.
_COPIES = 24
#: How a proposal becomes an agreement: the other side signs it.
ACCEPTED = re.compile(
    r"\bper (?:accettazione|integrale accettazione|adesione e accettazione)\b|\baccetta(?:no)? quanto (?:precede|sopra)"
)
_STRUCTURE: tuple[tuple[str, re.Pattern[str]], ...] = (
    # What begins with a letter is found far quicker than what begins with a border: the border is looked at behind it.
    ("names parties", re.compile(r"[tf]ra(?:(?<=^[tf]ra)\b|(?<=\b[tf]ra) (?:la|il|l'|le|i|gli) ?[a-z])", re.MULTILINE)),
    ("agrees", re.compile(r"si (?:conviene|concorda|stipula|stabilisce)|\bconveng|\bconcordano|\bstipulan|"
                          r"\bsi impegna|\bhanno concordato")),
    ("has articles", re.compile(r"^(?:art(?:icolo|\.) ?(?:\d|[ivx]|un)|§|\d{1,2}[.)] )", re.MULTILINE)),
    ("gives reasons", re.compile(r"^(?:vist[oaie]|premess[oai]|considerat[oa]|richiamat[oaie]|preso atto|dato atto|"
                                 r"ritenuto)\b", re.MULTILINE)),
    ("is signed", re.compile(r"letto,? (?:confermato|approvato)")),
    ("is signed", re.compile(r"sottoscri(?:vono|tto (?:a|in|il|da))")),
    ("is signed", re.compile(r"^per (?:la|il|l'|le|i) ")),
    ("is signed", re.compile(r"f\.?to\b(?:(?<=\bfto)|(?<=\bf\.to))")),
    ("is accepted", ACCEPTED),
    ("speaks of itself", re.compile(r"\bpresente (?:protocollo|accordo|convenzione|intesa|atto|raccordo|memorandum|"
                                    r"patto|disciplinare)")),
    ("decides", re.compile(r"\bdelibera\b|\bdetermina\b|\bdecreta\b|\bordina\b|ad? (?:voti )?unanimi|la giunta|"
                           r"il consiglio comunale")),
    ("has an addressee", re.compile(r"^(?:al|alla|all'|ai|alle|agli|e p\. ?c\.?|spett)\b.{0,80}$", re.MULTILINE)),
    ("asks nothing and orders nothing", re.compile(r"(?:durata|vale|dura|rinnov|scade|resta in vigore|"
                                                   r"cessa)\b[^.\n]{0,60}(?:ann[oi]|mes[ei]|\d{4}|firma)")),
    ("each has a duty", re.compile(r"(?:il comune|la prefettura|l'asl|la cooperativa|la questura|la provincia|"
                                   r"la caritas|le parti|l'associazione|l'azienda)[^.;\n]{0,40} (?:mette a "
                                   r"disposizione|assicura|garantisce|provvede|si impegna|cura|segnala|comunica|"
                                   r"fornisce|paga|concede|presta|apre|da)\b")),
    ("tells a practice", re.compile(r"buon[ae] (?:pratic|prass)|scheda|campo \d|risultati (?:raggiunti|conseguiti)|"
                                    r"beneficiari coinvolti")),
    ("invites", re.compile(r"\binvit\w+|avviso|domand[ae] di|scadenza|\bbando\b|candidat")),
)  # fmt: skip


#: Traits that are nothing but one of some words: to look for each is far quicker than for all at once.
_WORDS = {
    "transmits": ("si trasmette", "si invia", "si allega", "si chiede", "si comunica", "si informa", "in allegato",
                  "distinti saluti", "cordiali saluti"),
    "tells news": ("ha dichiarato", "comunicato stampa", "«", "questa mattina", "e stato firmato",
                   "e stato sottoscritto"),
    "reports": ("ordine del giorno", "la seduta", "il presidente apre", "il presidente illustra", "interviene",
                "relazione", "nel corso dell'anno", "verbale"),
}  # fmt: skip
#: Words of which a text holds one wherever the pattern of that name finds something: looking for them is far quicker.
_NEEDED = {
    "agrees": ("si conviene", "si concorda", "si stipula", "si stabilisce", "conveng", "concordano", "stipulan",
               "si impegna", "hanno concordato"),
    "is accepted": ("accetta",),
    "speaks of itself": ("presente ",),
    "decides": ("delibera", "determina", "decreta", "ordina", "unanimi", "la giunta", "il consiglio comunale"),
    "invites": ("invit", "avviso", "domand", "scadenza", "bando", "candidat"),
}  # fmt: skip

#: What other documents call themselves at the beginning of a line of their head.
_OTHER_ACTS = re.compile(
    r"(?:estratto (?:dal |del |di )?)?(?:verbale(?! d'intesa| di intesa)|deliberazione|delibera|determin|decreto|"
    r"ordinanza|relazione|progetto\b(?! [\"“«])|scheda|ordine del giorno|comunicato|circolare|provvedimento|"
    r"bando|avviso|elenco|raccolta|ricognizione|indice|prospetto|registro|rubrica|resoconto|parere|interrogazione|"
    r"attestazione|attestato|certificat|convocazione|invito|oggetto:? (?:trasmissione|richiesta|invito|invio|"
    r"presa d'atto|approvazione)|"
    r"modello|domande|faq|programma|rassegna|nota (?:interna|illustrativa|di)|regolamento|statuto|sentenza|preventivo|"
    r"offerta n|questionario|formulario|diario|procedura|guida|manuale|capitolato|calendario|proposta progettuale|"
    r"piano di|delega\b|diffida|recesso|mozione|interpellanza|opuscolo|vademecum|convegno)"
)

#: `Prefettura di X - Ricognizione degli accordi`: others' acts are gathered.
_COLLECTS = re.compile(
    r"\b(?:elenco|raccolta|ricognizione|indice|prospetto|registro|repertorio|riepilogo) (?:dei|degli|delle|di) "
)


def calls_itself_otherwise(folded: Sequence[str]) -> bool:
    """Whether one of some folded lines names another document: minutes, a resolution, a list of agreements."""
    return any(_OTHER_ACTS.match(line) or _COLLECTS.search(line) for line in folded)


def apart(texts: Sequence[str]) -> tuple[Grams, Grams]:
    """The words of head and foot with the traits of the structure, and the words of the whole: the two families of the
    model.
    """
    said = [stem("0" if word.isdigit() else word) for text in texts for word in words(text)]
    zones = [("head", said[:_HEAD]), ("foot", said[-_FOOT:])]
    edges = [f"{zone} {piece}" for zone, part in zones for piece in (*part, *_pairs(part))]
    return grams([*edges, *_traits(texts)]), grams([*said, *_pairs(said)])


def _pairs(said: Sequence[str]) -> Iterator[str]:
    return (f"{first} {second}" for first, second in pairwise(said))


def _traits(texts: Sequence[str]) -> Iterator[str]:
    """What can be seen of the structure of a text, a paragraph or line each."""
    folded = [fold(close_letterspacing(text)) for text in texts]
    whole = "\n".join(folded)
    seen = (name for name, pattern in _STRUCTURE if _may_find(name, whole) and pattern.search(whole))
    found = [*dict.fromkeys(seen), *(name for name, said in _WORDS.items() if any(word in whole for word in said))]
    found += _names(folded)
    found += ["calls itself something else"] if calls_itself_otherwise(folded[:6]) else []
    found += ["has an object of its own" for text in folded[:10] if text.startswith("oggetto")][:1]
    if folded and any(find_dates(text) for text in folded[-4:]):
        found.append("dated at its foot")
    return chain.from_iterable(map(_copies, found))


@cache
def _copies(name: str) -> tuple[str, ...]:
    return tuple(f"trait {name} {copy}" for copy in range(_COPIES))


def _may_find(name: str, whole: str) -> bool:
    return name not in _NEEDED or any(word in whole for word in _NEEDED[name])


def _names(folded: Sequence[str]) -> Iterator[str]:
    """Where the text names an agreement."""
    for place, text in enumerate(folded[:25]):
        for noun in nouns(text)[:1]:
            where = "first" if place < 6 else "later"
            if noun.start == 0:
                yield f"{where} line begins with {noun.kind.value}"
                yield f"{where} line begins with its name"
            elif text[: noun.start].rstrip().endswith(":"):
                yield f"{where} names it behind a label"
            else:
                yield f"{where} names it within a line"


#: What every leader holds, and quicker to look for.
_DOTS = re.compile(r"[.…_] ?[.…_] ?[.…_]")
#: `.............. p. 19 `
_LEADER = re.compile(r"(?<![.…_])(?<![.…_] ) ?(?:[.…_] ?){4,}(?:p(?:ag)?\.? ?)?\d{1,4} ?")


def lists_several(texts: Sequence[str]) -> bool:
    """Whether a text lists agreements of three kinds or more, a line each: an index or register of them.

    Where the lines of an index were run together, the dots that lead to the numbers of pages tell them apart.
    """
    folded = [fold(text) for text in texts[:80]]
    listed = [line for text in folded for line in (_LEADER.split(text) if _DOTS.search(text) else [text])]
    return len({noun.kind for line in listed if (noun := begins_with(line)) is not None}) >= 3


def likeness(texts: Sequence[str]) -> float:
    """How probably a text (a paragraph or line each) is an agreement, 0 to 1."""
    scores = shipped().scores_of(apart(texts))
    if scores is None:
        return 0.0
    return float(1 / (1 + np.exp(scores[0] - scores[1])))


@cache
def shipped() -> Linear:
    """The model that comes with the program, read once."""
    return load(SHIPPED.read_bytes())
