"""Who may change what is in force, over messages of every trust, order and claim."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import LinkKind, MessageKind, RelationKind, Trust
from store.comparing import Facts, Link, compare

START = datetime(2015, 12, 1, tzinfo=UTC)
Record = tuple[int, str]
TEXTS = st.frozensets(st.tuples(st.sampled_from([1, 5]), st.sampled_from("abc")), min_size=1, max_size=3)


@st.composite
def messages(draw: st.DrawFn, trusts: Sequence[Trust], most: int) -> list[tuple[Facts, frozenset[Record]]]:
    """Messages of one day each; some correct what came before, some name it, some came by no server that we know."""
    found = []
    for day in range(draw(st.integers(1, most))):
        trust, schede = draw(st.sampled_from(trusts)), draw(TEXTS)
        at = START + timedelta(days=2 * day)
        office = None if trust is Trust.UNKNOWN else draw(st.sampled_from(["CR", "CR", "LO"]))
        said = {RelationKind.CORRECTION: ["in sostituzione"]} if draw(st.booleans()) else {}
        said |= {RelationKind.REPLY: [str(number) for number in draw(st.sets(st.integers(1, most), max_size=1))]}
        arrived = at if draw(st.integers(0, 4)) else None
        found.append((_facts(2 * day + 2, office, at, trust, arrived, schede, said), schede))
    return found


def _facts(number: int, office: str | None, at: datetime, trust: Trust, arrived: datetime | None,
           schede: frozenset[Record], said: dict[RelationKind, list[str]]) -> Facts:  # fmt: skip
    content = {f"scheda {campo} {words}" for campo, words in schede}
    kind = MessageKind.SUBMISSION
    campi = {campo for campo, _ in schede}
    return Facts(number, kind, office, "", at, trust, arrived, "", f"<{at}>", campi=campi, content=content, said=said)


def _name(facts: Facts) -> str:
    return str((facts.at - START).days // 2 + 1)


def _strange(facts: Facts) -> bool:
    return facts.message_id.startswith("stranger")


def links_of(found: Sequence[tuple[Facts, frozenset[Record]]]) -> list[Link]:
    """What `store.links` would store. Names are days, so that they mean the same in whatever order mails are numbered.
    A stranger may give his mail the name of one that is stored, not of one that never came.
    """
    stored: list[Link] = []
    for this, _ in found:
        others = [facts for facts, _ in found if facts is not this]
        meant = {_name(other) for other in others if other.same_office(this) and not _strange(other)}
        named = {other.number for other in others if _name(other) in meant.intersection(this.said[RelationKind.REPLY])}
        links, _ = compare(this, others, named, set(), Trust.AUTHENTICATED)
        stored += [link for link in links if not link.why_not]
    return stored


def in_force(found: Sequence[tuple[Facts, frozenset[Record]]]) -> set[tuple[str, str | None, int, str]]:
    """Name of the message, office, campo and words of each scheda in force, as the view says it."""
    links, by_number = links_of(found), {facts.number: schede for facts, schede in found}

    def hidden(number: int, record: Record) -> bool:
        return any(
            record in by_number[link.current]
            if link.kind is LinkKind.DUPLICATE
            else record[0] in {campo for campo, _ in by_number[link.current]}
            for link in links
            if link.replaced == number and link.current is not None
        )

    return {
        (facts.message_id, facts.prefettura, *record)
        for facts, schede in found
        for record in schede
        if not hidden(facts.number, record)
    }


SURE, UNSURE = (Trust.CERTIFIED, Trust.AUTHENTICATED), (Trust.OFFICE_ADDRESS, Trust.CLAIMED, Trust.UNKNOWN)


@given(messages(SURE, 4), messages(UNSURE, 3), st.booleans())
def test_less_sure_messages_never_change_what_surer_ones_have_in_force(
    surer: list[tuple[Facts, frozenset[Record]]], others: list[tuple[Facts, frozenset[Record]]], first: bool
) -> None:
    shift = timedelta(days=-1 if first else 1)
    strangers = [
        (replace(f, number=f.number - 1, at=f.at + shift, message_id=f"stranger {f.number}"), s) for f, s in others
    ]
    names = {facts.message_id for facts, _ in surer}
    after = {record for record in in_force([*surer, *strangers]) if record[0] in names}
    assert after == in_force(surer)


@given(messages((*SURE, Trust.CLAIMED, Trust.UNKNOWN, Trust.OFFICE_ADDRESS), 4))
def test_the_order_of_import_does_not_matter(found: list[tuple[Facts, frozenset[Record]]]) -> None:
    answers = set()
    for numbers in permutations(facts.number for facts, _ in found):
        numbered = [
            (replace(facts, number=number), schede) for number, (facts, schede) in zip(numbers, found, strict=True)
        ]
        answers.add(frozenset(record[1:] for record in in_force(numbered)))
    assert len(answers) == 1


@given(messages(tuple(Trust), 5))
def test_no_campo_of_an_office_vanishes(found: list[tuple[Facts, frozenset[Record]]]) -> None:
    told = {(facts.prefettura, campo) for facts, schede in found for campo, _ in schede}
    assert {(record[1], record[2]) for record in in_force(found)} == told


@given(messages(UNSURE, 5))
def test_nobody_unsure_takes_a_word_away(found: list[tuple[Facts, frozenset[Record]]]) -> None:
    told = {(facts.prefettura, *record) for facts, schede in found for record in schede}
    assert {record[1:] for record in in_force(found)} == told
