"""What a person decided goes before whatever a message says and before how far its sender is believed."""

import pytest

from config.vocabulary import DecisionKind, LinkKind, Trust
from jobs import decide
from jobs.app import App
from jobs.decide import Person
from jobs.readers import InlineReader
from jobs.rerun import dry_run, rerun
from store.comparing import Decisions, Facts, Link, compare
from tests.specimens.envelopes import DATE
from tests.unit.test_impostors import FALSE, INSTEAD, LODI, MORE, STRANGER, TRUE, pec, rows, sent, take, true

ANNA = Person("anna", "lo ha detto l'ufficio")
MILAN = "protocollo.prefmi@pec.interno.it"
#: What a person lets take the place of the true scheda of Lodi: each may not do so by itself.
REPLACEMENTS = {
    "stranger": lambda: sent(3, STRANGER, "Si trasmette.", FALSE),
    "display_name": lambda: sent(3, "Prefettura di Lodi <a@b.example>", "Si trasmette.", FALSE),
    "another_office": lambda: sent(3, MILAN, "Si trasmette.", FALSE),
    "plain_address": lambda: sent(3, LODI, "Si trasmette.", FALSE),
    "arrived_before": lambda: sent(-3, LODI, "Si trasmette.", FALSE),
}


def again(app: App, *numbers: int) -> None:
    rerun(app, InlineReader(app.originals, app.settings.limits), numbers)


def replaces(app: App, message: int, earlier: int) -> int:
    """A person says that a message takes the place of another; returns the number of the decision."""
    said, _ = decide.replaces(app, message, earlier, ANNA)
    again(app, message)
    return said.number


def links(app: App) -> list[tuple[object, ...]]:
    return rows(app, "SELECT message_id, other_id, kind, current_id FROM v_links ORDER BY 1, 2")


def in_force(app: App) -> list[object]:
    return [row[0] for row in rows(app, "SELECT message_id FROM v_schede ORDER BY 1")]


class TestOneMessageForAnother:
    @pytest.mark.parametrize("name", REPLACEMENTS)
    def test_h15_a_person_lets_anything_take_the_place_of_a_certified_message(self, app: App, name: str) -> None:
        take(app, pec(true(), 0), REPLACEMENTS[name]())
        assert 1 in in_force(app)
        replaces(app, 2, 1)
        assert links(app) == [(2, 1, "supersedes", 2)]
        assert in_force(app) == [2]

    @pytest.mark.parametrize("name", REPLACEMENTS)
    def test_h15_it_stays_when_the_replaced_one_is_read_again(self, app: App, name: str) -> None:
        take(app, pec(true(), 0), REPLACEMENTS[name]())
        replaces(app, 2, 1)
        again(app, 1)
        assert links(app) == [(2, 1, "supersedes", 2)]
        assert in_force(app) == [2]

    def test_h15_taken_back_the_rules_hold_again(self, app: App) -> None:
        take(app, pec(true(), 0), REPLACEMENTS["stranger"]())
        number = replaces(app, 2, 1)
        decide.undo(app, number, ANNA)
        again(app, 2)
        assert links(app) == []
        assert in_force(app) == [1, 2]

    def test_h15_what_was_replaced_takes_nothing_back(self, app: App) -> None:
        """The certified one came later and says all that the other says, and more: by the rules it would take its
        place.
        """
        take(app, pec(sent(4, LODI, "Si trasmette.", TRUE, MORE), 4), sent(2, LODI, "Si trasmette.", TRUE))
        assert links(app) == [(1, 2, "supersedes", 1)]
        replaces(app, 2, 1)
        again(app, 1)
        assert links(app) == [(2, 1, "supersedes", 2)]
        # The scheda that only the replaced one has is in force still.
        assert rows(app, "SELECT message_id, campo FROM v_schede ORDER BY 1, 2") == [(1, 9), (2, 4)]

    def test_h15_it_goes_before_an_earlier_refusal(self, app: App) -> None:
        take(app, pec(true(), 0), sent(3, LODI, INSTEAD, FALSE))
        app.proposals.decide(2, 1, accepted=False, who="anna", now=app.clock())
        assert in_force(app) == [1, 2]
        replaces(app, 2, 1)
        assert in_force(app) == [2]
        assert app.proposals.waiting() == []

    def test_h15_a_message_that_could_never_be_read_is_replaced_too(self, app: App) -> None:
        """Nothing is known of it but its number."""
        this = Facts(2, "submission", "LO", LODI, DATE, Trust.CLAIMED)
        found, _ = compare(this, [], set(), set(), Trust.AUTHENTICATED, Decisions(replaces={1}))
        assert found == [Link(1, LinkKind.SUPERSEDES, "a person said so", 1, 2)]


class TestTheOffice:
    def trust(self, app: App, number: int = 1) -> tuple[object, ...]:
        return rows(app, f"SELECT prefettura, trust, trust_reasons FROM messages WHERE id = {number}")[0]

    def say(self, app: App, sigla: str, number: int = 1) -> int:
        said = decide.of_office(app, number, sigla, ANNA)
        again(app, number)
        return said.number

    def test_h15_what_vouches_for_one_office_vouches_for_no_other(self, app: App) -> None:
        take(app, pec(true(), 0))
        assert self.trust(app)[:2] == ("LO", "certified")
        number = self.say(app, "MI")
        assert self.trust(app) == ("MI", "claimed", "a person said that MI sent it")
        decide.undo(app, number, ANNA)
        again(app, 1)
        assert self.trust(app)[:2] == ("LO", "certified")

    def test_h15_it_stays_certified_where_the_person_says_the_same(self, app: App) -> None:
        take(app, pec(true(), 0))
        self.say(app, "LO")
        assert self.trust(app)[:2] == ("LO", "certified")
        assert str(self.trust(app)[2]).startswith("a person said that LO sent it\nPEC of ")

    def test_h15_whom_a_person_knows_nobody_has_to_look_at(self, app: App) -> None:
        take(app, sent(0, "Prefettura di Lodi <a@b.example>", "Si trasmette.", TRUE))
        assert [item["code"] for item in app.reviews.doubts()] == ["untrusted_sender"]
        self.say(app, "LO")
        assert app.reviews.doubts() == []

    def test_h15_an_unknown_sender_becomes_one_that_is_only_claimed(self, app: App) -> None:
        take(app, pec(true(), 0), sent(3, STRANGER, INSTEAD, FALSE))
        assert self.trust(app, 2)[1] == "unknown"
        self.say(app, "LO", 2)
        assert self.trust(app, 2)[:2] == ("LO", "claimed")
        # What it does to others is a second question to a person.
        assert in_force(app) == [1, 2]
        assert [(item["message_id"], item["other_id"], item["kind"]) for item in app.proposals.waiting()] == [
            (2, 1, "supersedes")
        ]

    def test_h15_a_dry_run_says_the_same_as_what_is_stored(self, app: App) -> None:
        take(app, pec(true(), 0))
        self.say(app, "MI")
        assert list(dry_run(app, InlineReader(app.originals, app.settings.limits), [1])) == []

    def test_h15_a_dry_run_tells_what_will_be_believed(self, app: App) -> None:
        take(app, pec(true(), 0))
        app.decisions.add(1, DecisionKind.OFFICE, {"prefettura": "MI"}, "", "anna", app.clock())
        found = dry_run(app, InlineReader(app.originals, app.settings.limits), [1])
        assert ("trust", "certified", "claimed") in {(change.field, change.before, change.after) for change in found}


def test_h15_what_was_settled_stays_so_when_another_message_is_compared(app: App) -> None:
    take(app, sent(0, LODI, "Si trasmette.", TRUE), sent(3, LODI, "Si trasmette di nuovo.", TRUE))
    ((number,),) = rows(app, "SELECT id FROM problems WHERE message_id = 2 AND code = 'possible_duplicate'")
    assert isinstance(number, int)
    decide.settle(app, number, ANNA)
    again(app, 1)
    assert rows(app, "SELECT settled FROM problems WHERE message_id = 2 AND code = 'possible_duplicate'") == [(1,)]
