"""What is too long, or too little made of words, to be a scheda: said as a problem, never stored as a practice."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise

from config.limits import Limits
from config.vocabulary import Problem, ProblemCode
from parsers.italian.text import fold
from parsers.lines.letter_words import LIGHT
from parsers.model import Scheda
from parsers.practices.names import summary_of

#: Longer strings of letters are codes; Italian goes up to `precipitevolissimevolmente`.
_LONGEST_WORD = 30
#: No language writes more consonants in a row often; chance does.
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{4}")
_VOWEL = re.compile(r"[aeiouy]")
_MARKS = " \t\"'“”«»‘’.,;:!?()[]{}*_–—-/…"
#: Shorter texts say too little for a share of them to mean anything.
_LEAST_TOKENS = 8
#: The small words of Italian and of the languages in which attachments come. In longer texts some are everywhere, and
#: by chance hardly ever.
_SMALL_WORDS = frozenset(word for word in LIGHT if len(word) > 1) | frozenset(
    "the of and to is for with was are der die das und von mit den fur les des et est pour dans une"
    " el los las que".split()
)
_LONG, _LEAST_SMALL = 40, 0.05
#: About so many percent of the strings that chance makes look like words.
_CHANCE = 25


def within_bounds(schede: Sequence[Scheda], limits: Limits) -> tuple[list[Scheda], list[Problem]]:
    """The schede that are within `limits`, and a problem for each that is not. A scheda that single paragraphs take
    past the limits is kept without those, for a person to look at.
    """
    kept: list[Scheda] = []
    problems: list[Problem] = []
    for scheda in schede:
        if (reason := _out_of_bounds(scheda.description, limits)) is None:
            kept.append(scheda)
            continue
        detail = f"the text on campo {scheda.campo} is no scheda: {reason}"
        if rest := _without_floods(scheda.description, limits):
            kept.append(replace(scheda, description=rest, summary=summary_of(rest), needs_review=True))
            left = len(scheda.description) - len(rest)
            detail = f"{left} characters in the text on campo {scheda.campo} are left out of its scheda: {reason}"
        problems.append(Problem(ProblemCode.UNEXPLAINED_TEXT, detail, campo=scheda.campo, document=scheda.document))
    return kept, problems


def _without_floods(text: str, limits: Limits) -> str:
    """A text without the paragraphs that are out of bounds by themselves, and the stretches of short ones that are so
    together; "" if what is left is no scheda either.
    """
    by_length = groupby(text.split("\n"), key=lambda paragraph: len(paragraph.split()) < _LEAST_TOKENS)
    stretches = [part for short, found in by_length for part in (["\n".join(found)] if short else found)]
    kept = [stretch for stretch in stretches if _out_of_bounds(stretch, limits) is None]
    rest = "\n".join(kept).strip()
    told = len(rest.split()) >= _LEAST_TOKENS
    return rest if told and _out_of_bounds(rest, limits) is None else ""


def _out_of_bounds(text: str, limits: Limits) -> str | None:
    if len(text) > limits.scheda_chars:
        return f"{len(text)} characters are more than LIMIT_SCHEDA_CHARS ({limits.scheda_chars})"
    share = word_share(text)
    if share < limits.scheda_words_percent:
        return f"{share} % of it are words, LIMIT_SCHEDA_WORDS_PERCENT is {limits.scheda_words_percent}"
    return None


def word_share(text: str) -> int:
    """How much of a text is words and not codes, numbers or chance letters, in percent of its characters; 100 for a few
    words.

    A longer text without the small words that every text has (`di`, `e`, `per`) may look like words by chance: it
    counts for less.
    """
    tokens = [stripped for token in text.split() if (stripped := token.strip(_MARKS))]
    if len(tokens) < _LEAST_TOKENS and max(map(len, tokens), default=0) <= _LONGEST_WORD:
        return 100
    share = 100 * sum(len(token) for token in tokens if _is_word(token)) // max(1, sum(map(len, tokens)))
    chance = len(tokens) >= _LONG and sum(fold(token) in _SMALL_WORDS for token in tokens) < len(tokens) * _LEAST_SMALL
    return max(0, share - _CHANCE) if chance else share


@lru_cache(maxsize=8_192)
def _is_word(token: str) -> bool:
    return all(map(_is_plain_word, filter(None, re.split(r"['’‘`\-–/.]", token))))


def _is_plain_word(token: str) -> bool:
    if not token.isalpha() or len(token) > _LONGEST_WORD:
        return False
    folded = fold(token)
    if not folded.isascii():
        # Other scripts have other rules.
        return True
    # `aBcD` is a code; `McDonald` and `CPIA` are none.
    mixed = sum(a.islower() and b.isupper() for a, b in pairwise(token)) > 1
    return not mixed and _VOWEL.search(folded) is not None and _CONSONANTS.search(folded) is None
