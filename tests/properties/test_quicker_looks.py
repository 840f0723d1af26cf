"""What is looked for in a quicker way first must not change what is found."""

import base64
import re
import unicodedata
from collections import Counter
from math import log
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import gaps
from parsers.agreements import traits
from parsers.agreements.kind import _KINDS, _NEEDED, _NOUN, begins_with, nouns
from parsers.campo.ngrams import BUCKETS, grams
from parsers.italian.text import close_letterspacing, fold, fold_in_place
from parsers.lines.roles import Judged, Role
from parsers.lines.topics import topics
from parsers.lines.units import lines_of
from parsers.model import Block
from parsers.official import form, legend, naming, titles
from parsers.practices import borders
from parsers.readers.pdf.unpack import unpacked
from parsers.readers.plain import clean
from store import masking, persons
from store.contents import fingerprint
from store.wording import folded
from tests.specimens.growth import pieces_of

#: Single letters, spaces and words, so that letters that are spaced out are met often.
_SPACED = st.lists(st.sampled_from(["A", "b", "è", "1", " ", "  ", "\n", "CASA", ".", "'"]), max_size=24).map("".join)
_ACTS = st.lists(
    st.sampled_from(["protocollo", "d'intesa", "intesa", "n.", "convenzione", "di", " ", "patto", "accordo"]),
    max_size=8,
).map(" ".join)


@given(st.text() | st.text(alphabet="aàeéÀ’‘`\u0300\u0323\u00a0\u1e69ﬁΩ한 "))
def test_folding_takes_out_all_accents(text: str) -> None:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    assert fold(text) == " ".join(bare.replace("`", "'").lower().split())


@given(_SPACED)
def test_letters_that_are_spaced_out_are_closed_wherever_they_stand(text: str) -> None:
    spaced = re.compile(r"(?:\b[^\W\d_] ){3,}[^\W\d_]\b")
    assert close_letterspacing(text) == spaced.sub(lambda match: match[0].replace(" ", ""), text)


@given(_ACTS)
def test_what_a_text_begins_with_is_its_first_noun(text: str) -> None:
    first = nouns(text)[:1]
    assert begins_with(text) == (first[0] if first and first[0].start == 0 else None)


@pytest.mark.parametrize("name", sorted(traits._NEEDED))
def test_words_that_are_needed_stand_in_all_that_is_found(name: str) -> None:
    pattern = dict(traits._STRUCTURE)[name]
    found = [match[0] for piece in pieces_of(pattern) if (match := pattern.search(piece)) is not None]
    found += [
        match[0]
        for word in traits._NEEDED[name]
        for tail in ("", "a", "protocollo", "e di")
        if (match := pattern.search(f"{word}{tail}")) is not None
    ]
    assert found
    assert all(any(word in text for word in traits._NEEDED[name]) for text in found)


def test_every_noun_holds_one_of_the_words_that_are_needed() -> None:
    pieces = [piece for _, written in _KINDS for piece in pieces_of(re.compile(written))]
    found = [match[0] for piece in pieces for match in _NOUN.finditer(piece)]
    assert len(found) >= len(_KINDS)
    assert all(any(word in text for word in _NEEDED) for text in found)


_STRUCTURED = st.lists(
    st.sampled_from(
        [
            *(
                "tra",
                "fra",
                "altra",
                " ",
                "\n",
                "la ",
                "il comune",
                "l'",
                "per la ",
                "letto, confermato",
                "sottoscrivono",
            ),
            *("sottoscritto da", "f.to", "fto", "soffto", "firma", ".", "a"),
        ]
    ),
    max_size=9,
).map("".join)


@given(_STRUCTURED)
def test_traits_that_are_looked_for_by_their_letters_are_those_of_whole_words(text: str) -> None:
    plain = {
        "names parties": r"(?m)^(?:tra|fra)\b|\b(?:tra|fra) (?:la|il|l'|le|i|gli) ?[a-z]",
        "is signed": r"letto,? (?:confermato|approvato)|sottoscri(?:vono|tto (?:a|in|il|da))|^per (?:la|il|l'|le|i) |"
        r"\bf\.?to\b",
    }
    for name, pattern in plain.items():
        found = any(one.search(text) for other, one in traits._STRUCTURE if other == name)
        assert found == (re.search(pattern, text) is not None)


@given(st.lists(st.sampled_from(["a", "casa", "rete", "è"]) | st.text(alphabet="abc", max_size=3), max_size=40))
def test_ngrams_are_counted_all_at_once_as_one_by_one(pieces: list[str]) -> None:
    counts = Counter(crc32(piece.encode()) % BUCKETS for piece in pieces)
    found = grams(pieces)
    assert found.buckets.tolist() == sorted(counts)
    assert found.amounts.tolist() == [1 + log(counts[bucket]) for bucket in sorted(counts)]


def test_ngrams_of_a_very_long_text_are_counted_too() -> None:
    assert grams(["a"] * 5_000).amounts.tolist() == [1 + log(5_000)]


@given(st.lists(st.sampled_from([("rete", "comune"), ("corso",), (), ("rete",)]), max_size=6))
def test_texts_that_stand_there_again_are_judged_alike(texts: list[tuple[str, ...]]) -> None:
    shares = topics().shares(texts)
    assert shares.shape == (len(texts), 12)
    for text, row in zip(texts, shares, strict=True):
        assert row.tolist() == topics().shares([text])[0].tolist()


@given(st.binary(max_size=40) | st.just(b"\0" * 8), st.sampled_from([b"", b"\n", b" "]))
def test_base_85_is_read_as_the_standard_library_reads_it(content: bytes, blank: bytes) -> None:
    written = base64.a85encode(content)
    spread = blank.join(written[at : at + 7] for at in range(0, len(written), 7))
    assert unpacked(spread + b"~>", ["ASCII85Decode"], 1000) == content


@given(st.binary(max_size=12) | st.text(alphabet="!uz5s~", max_size=12).map(str.encode))
def test_damaged_base_85_says_what_the_standard_library_says(digits: bytes) -> None:
    bare = digits.lstrip(b" \t\r\n\0\f").removeprefix(b"<~").partition(b"~")[0]
    try:
        expected = base64.a85decode(bare, ignorechars=b" \t\r\n\0\f")
    except ValueError:
        expected = b""
    assert unpacked(digits, ["A85"], 1000) == expected


@given(st.text() | st.text(alphabet="aàeéÀ’\u0300\u0323ﬁ_1 ,."))
def test_words_and_fingerprints_are_those_of_every_character_alone(text: str) -> None:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    assert folded(text) == " ".join(re.findall(r"[^\W_]+", plain.casefold()))
    letters = "".join(character for character in text.casefold() if character.isalnum())
    assert fingerprint(text) == fingerprint(letters)


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (masking._ADDRESS, masking._SIGNS_OF_ADDRESSES),
        (masking._PAPERS, masking._WORDS_OF_PAPERS),
    ],
    ids=["addresses", "papers"],
)
def test_what_is_masked_holds_one_of_the_words_that_are_needed(
    pattern: re.Pattern[str], needed: tuple[str, ...]
) -> None:
    found = [match[0] for piece in pieces_of(pattern) if (match := pattern.search(piece)) is not None]
    assert found
    assert all(any(word.casefold() in text.casefold() for word in needed) for text in found)


@given(
    st.lists(st.sampled_from(["a", "B", ".", "!", "\n", " ", "sig", "dott", "n", "Casa", "?"]), max_size=14).map(
        "".join
    )
)
def test_sentences_taken_by_stretches_are_those_taken_by_letters(text: str) -> None:
    plain = re.compile(persons._SENTENCE.pattern.replace(r"[^.!?\n]+|", r"[^.!?\n]|"), re.ASCII)
    assert plain.pattern != persons._SENTENCE.pattern
    assert persons._SENTENCE.findall(text) == plain.findall(text)


_SAID = st.lists(
    st.sampled_from(
        [
            *("A Cremona la rete accoglie i minori.", "A Lodi nasce un corso di lingua.", "Inoltre cuce Fatou."),
            *("Anche il Comune di Pavia aiuta.", "Sono 12.", "Quanto segue:", "La rete accoglie i minori di Cremona."),
        ]
    ),
    min_size=2,
    max_size=9,
)


@given(_SAID, st.data())
def test_borders_that_are_given_up_early_are_none_by_all_traits_either(said: list[str], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(said)))
    blocks = [Block(n, " ".join(part)) for n, part in enumerate((said[:cut], said[cut:])) if part]
    begins = st.sampled_from([0.0, 0.002, 0.05, 0.2, 0.45, 0.8, 0.99])
    lines = [Judged(line, Role.TELLS, data.draw(begins), 1.0, 0.0, 0.0) for line in lines_of(blocks)]
    at, least = data.draw(st.integers(1, len(lines) - 1)), data.draw(st.floats(0.001, 0.999))
    odds = borders.weights.odds(borders._table(), borders.traits(lines, at))
    assert borders.is_border(lines, at, least) == (borders.weights.chance(odds) >= least)


@given(st.lists(st.sampled_from([*titles._weights(), "coro", "banda", "orto"]), min_size=1, max_size=30))
def test_no_title_scores_more_than_the_words_of_a_text_allow(stems: list[str]) -> None:
    known = [word for word in stems if word in titles._weights()]
    if known:
        scores = [titles._score(known, len(stems), forms) for forms in titles._forms().values()]
        assert max(scores) <= titles._most(known, len(stems))


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (naming._NAMED, naming._NAMES),
        (form._SAID, form._CHOSEN),
        (legend._ENTRY, legend._SIGNS),
        (gaps._MENTION, gaps._OF_AGREEMENTS),
    ],
    ids=["campi that are named", "items that are chosen", "entries of legends", "agreements that are mentioned"],
)
def test_what_is_found_holds_one_of_the_words_that_are_needed(
    pattern: re.Pattern[str], needed: tuple[str, ...]
) -> None:
    found = [match[0] for piece in pieces_of(pattern) if (match := pattern.search(piece)) is not None]
    assert found
    assert all(any(word in text for word in needed) for text in found)


_BRACKETED = st.lists(
    st.sampled_from([*" \n-([", *("a)", "12.", "•", "⑴", "（", "campo 5", "punto 7", ") ", "A Lodi si cuce")])
)


@given(_BRACKETED.map("".join))
def test_brackets_that_name_a_campo_are_found_by_their_beginning(text: str) -> None:
    text += " A Finale la rete di tutti i comuni accoglie i minori"
    match = naming._IN_BRACKETS.match(fold_in_place(text))
    expected = naming.naming(text, naming._campo(match["digits"]), match.end()) if match is not None else None
    assert naming.named_in_brackets(text) == expected


@given(
    st.lists(
        st.sampled_from(["5) ", "Lingua", " ", "no", "NO", "(no)", "[ NO ]", "( no ).", ".", ";", ":"]), max_size=6
    )
)
def test_a_no_behind_an_item_is_found_by_its_last_letters(pieces: list[str]) -> None:
    text = "".join(pieces).strip()
    assert (form._no_behind(text) is None) == (form._NO_BEHIND.search(text) is None)


@given(
    st.text(alphabet="aB \n\r\x00\x7f-[]") | st.lists(st.sampled_from(["S ", "C H E D A", "  ", "5", "a"])).map("".join)
)
def test_a_line_that_needs_no_cleaning_is_as_clean_as_below_another(text: str) -> None:
    assert clean("è\n" + text) == "è\n" + clean(text)
