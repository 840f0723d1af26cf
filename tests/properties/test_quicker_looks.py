"""What is looked for in a quicker way first must not change what is found."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.agreements import traits
from parsers.agreements.kind import begins_with, nouns
from parsers.italian.text import close_letterspacing, fold
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
