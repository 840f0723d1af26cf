"""Names of records and the pairing of old and new ones, for all texts."""

from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import Method
from parsers.keys import scheda_keys
from parsers.model import Scheda
from store.matching import Item, same_records

TEXTS = [
    "Orto",
    "orto",
    "Un orto aperto a tutti.",
    "Un orto aperto a tutti, anche di sera.",
    "Corsi di italiano",
    "",
    "\ud800",
]
DIGESTS = {"a.docx": "1", "b.docx": "2"}


def scheda(document: str, campo: int, title: str, text: str) -> Scheda:
    return Scheda("", campo, title, text, document, None, 1.0, Method.TITLE, None, False, ())


schede = st.lists(
    st.builds(scheda, st.sampled_from(sorted(DIGESTS)), st.integers(1, 11), st.sampled_from(TEXTS),
        st.sampled_from(TEXTS) | st.text(max_size=30)),
    max_size=12,
)  # fmt: skip


@given(schede)
def test_f01_keys_are_unique_whatever_the_texts(found: list[Scheda]) -> None:
    named = scheda_keys(found, DIGESTS)
    assert len({one.key for one in named}) == len(found)
    assert all(len(one.key) == 16 for one in named)


@given(schede, st.data())
def test_f01_neighbours_change_no_key(found: list[Scheda], data: st.DataObject) -> None:
    """Whoever is taken away, put before or moved: what is left is called as before."""
    before = scheda_keys(found, DIGESTS)
    order = data.draw(st.permutations(range(len(found))))
    chosen = list(order)[: data.draw(st.integers(0, len(found)))]
    after = scheda_keys([found[place] for place in chosen], DIGESTS)
    for place, one in zip(chosen, after, strict=True):
        equal = {other.key for other in before if (other.document, other.campo) == (one.document, one.campo)}
        if sum(found[place] == other for other in found) == 1 and len(equal) == 1:
            assert one.key == before[place].key
    contents = [(s.document, s.campo, s.title.casefold().split(), s.description.casefold().split()) for s in found]
    if all(contents.count(content) == 1 for content in contents) and all(
        text.isascii() for s in found for text in (s.title, s.description)
    ):
        assert [one.key for one in after] == [before[place].key for place in chosen]


items = st.lists(
    st.builds(Item, st.uuids().map(str), st.sampled_from(sorted(DIGESTS)), st.integers(1, 11),
        st.sampled_from(TEXTS) | st.text(max_size=30)),
    max_size=8, unique_by=lambda item: item.key,
)  # fmt: skip


@given(items, items)
def test_f01_no_old_record_is_two_new_ones(old: list[Item], new: list[Item]) -> None:
    pairs = same_records(old, new)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= {item.key for item in new}
    assert set(pairs.values()) <= {item.key for item in old}


@given(items, st.data())
def test_f01_a_record_that_is_still_there_is_known_again(old: list[Item], data: st.DataObject) -> None:
    """With new keys, in any order, among new neighbours: equal document, campo and text are enough."""
    distinct = list({(item.document, item.campo, item.text): item for item in old}.values())
    kept = data.draw(st.permutations(distinct))[: data.draw(st.integers(0, len(distinct)))]
    renamed = [Item(f"new {item.key}", item.document, item.campo, item.text) for item in kept]
    stranger = Item("stranger", "c.docx", 1, "Una ludoteca con giochi di legno costruiti dai nonni del quartiere.")
    pairs = same_records(distinct, [stranger, *renamed])
    assert [(renamed_item.key, pairs.get(renamed_item.key)) for renamed_item in renamed] == [
        (f"new {item.key}", item.key) for item in kept
    ]
    assert "stranger" not in pairs
