"""`raccolta review`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

from config.errors import UsageError
from config.settings import Settings
from config.vocabulary import DecisionKind, LinkKind, MessageState, Method, ProblemCode, ProtocolloKind, Trust
from jobs import decide as verbs
from jobs.cli import review_links
from jobs.cli.common import json_option, moment, print_json, print_table, say_wrapped, told, with_settings
from jobs.cli.help import HelpGroup
from jobs.cli.persons import by_person, decide
from jobs.cli.review_screen import on_screen, show
from jobs.cli.selecting import of_messages
from jobs.decide import Person
from jobs.language.words import retell, tell, word
from jobs.selection import Wanted, numbers

#: The least share of a campo that is shown.
_LEAST_SHARE = 0.01


@click.group("review", cls=HelpGroup, invoke_without_command=True)
@click.pass_context
@click.option(
    "--screen/--list",
    "screen",
    default=None,
    help="A screen with keys, or a list. Default: at a terminal the screen if it is installed, else the list.",
)
@by_person
@with_settings
@json_option
@of_messages
def command(
    ctx: click.Context, settings: Settings, wanted: Wanted, by: Person, screen: bool | None, as_json: bool
) -> None:
    """List what waits for a person: schede in doubt, agreements with a fact in doubt, messages with text that is in no
    record, and what messages say about earlier ones without being sure enough of their sender. The verbs decide, for
    good: who and when is kept, and a rerun keeps the decision.
    """
    from jobs.app import open_existing

    if ctx.invoked_subcommand is not None:
        return
    with open_existing(settings) as app:
        only = set(numbers(app, wanted)) if wanted or wanted.most else None
        if on_screen(screen, as_json=as_json):
            show(app, by, only)
            return
        schede, agreements, doubts, proposals, lost = (
            [item for item in found if only is None or item["message_id"] in only]
            for found in (
                app.reviews.waiting(),
                app.reviews.agreements(),
                app.reviews.doubts(),
                app.proposals.waiting(),
                app.reviews.fitting_nothing(),
            )
        )
    if as_json:
        listed = (
            ("scheda", schede),
            ("agreement", agreements),
            ("problem", doubts),
            ("proposal", proposals),
            ("decision", lost),
        )
        print_json([{"what": what} | item for what, items in listed for item in items])
        return
    if not (schede or agreements or doubts or proposals or lost):
        told("nothing waits for a person")
        return
    _print_schede(schede)
    _print_agreements(agreements)
    _print_doubts(doubts)
    _print_proposals(proposals)
    _print_lost(lost)
    said = "`raccolta show MESSAGE --why` says more of each; `raccolta review --help` names the verbs that decide"
    say_wrapped(tell(said), 4)


def _candidates(waiting: Mapping[str, Any]) -> Iterator[str]:
    """The campi that the text speaks for, with their shares; what rounds to nothing is left out."""
    for one in waiting["candidates"]:
        if one["probability"] >= _LEAST_SHARE:
            yield f"{one['campo']} {one['probability']:.0%}"


def _print_schede(waiting: Sequence[Mapping[str, Any]]) -> None:
    rows = (
        (
            w["scheda_id"],
            w["message_id"],
            w["prefettura"],
            w["declared_campo"],
            ", ".join(_candidates(w)) or w["suggested_campo"],
            word(Method, w["method"]),
            f"{w['confidence']:.0%}",
            (w["title"] or w["summary"])[:50],
        )
        for w in waiting
    )
    if waiting:
        print_table(
            ("scheda", "message", "pref", "campo", "text says", "method", "sure", "title"), rows, spare=("method",)
        )


def _print_agreements(waiting: Sequence[Mapping[str, Any]]) -> None:
    rows = (
        (
            w["protocollo_id"],
            w["message_id"],
            w["prefettura"],
            w["doubts"],
            word(ProtocolloKind, w["kind"]),
            w["signed_on"],
            w["title"][:50],
        )
        for w in waiting
    )
    if waiting:
        print_table(("agreement", "message", "pref", "in doubt", "kind", "signed", "title"), rows, spare=("kind",))


def _print_doubts(doubts: Sequence[Mapping[str, Any]]) -> None:
    rows = (
        (
            d["problem_id"],
            d["message_id"],
            d["prefettura"],
            word(MessageState, d["status"]),
            word(ProblemCode, d["code"]),
            d["document_path"],
            retell(d["detail"]),
        )
        for d in doubts
    )
    if doubts:
        columns = ("number", "message", "pref", "status", "problem", "document", "detail")
        print_table(columns, rows, spare=("status", "document"))


def _print_proposals(proposals: Sequence[Mapping[str, Any]]) -> None:
    rows = (
        (
            p["message_id"],
            p["other_id"],
            word(LinkKind, p["kind"]),
            p["prefettura"],
            word(Trust, p["trust"]),
            p["sender"],
            f"{retell(p['reason'])}; {retell(p['why'])}",
        )
        for p in proposals
    )
    if proposals:
        columns = ("message", "about", "would be", "pref", "trust", "sender", "why a person decides")
        print_table(columns, rows, spare=("sender", "trust"))


def _print_lost(lost: Sequence[Mapping[str, Any]]) -> None:
    rows = (
        (
            d["decision_id"],
            d["message_id"],
            d["prefettura"],
            word(DecisionKind, d["kind"]),
            d["decided_by"],
            moment(d["decided_at"]),
            d["note"],
        )
        for d in lost
    )
    if lost:
        told("decisions whose scheda is gone; `raccolta review undo DECISION` takes one back")
        print_table(("decision", "message", "pref", "kind", "by", "decided", "note"), rows)


command.add_command(review_links.command)


def _verb(function: Callable[..., None]) -> click.Command:
    """A verb: named like its function, with `--by`, `--note` and `--json`."""
    return command.command(function.__name__.rstrip("_"))(by_person(with_settings(json_option(function))))


_scheda = click.argument("scheda", type=int)


@_verb
@_scheda
def accept(scheda: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Accept the campo that SCHEDA has."""
    decide(settings, lambda app: verbs.campo(app, scheda, None, by), as_json=as_json)


@_verb
@_scheda
@click.option("--campo", required=True, type=click.IntRange(1, 11), help="The right campo.")
def set_(scheda: int, campo: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Decide the campo of SCHEDA."""
    decide(settings, lambda app: verbs.campo(app, scheda, campo, by), as_json=as_json)


@_verb
@_scheda
def reject(scheda: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Say that SCHEDA is no practice."""
    decide(settings, lambda app: verbs.reject(app, scheda, by), as_json=as_json)


@_verb
@_scheda
@click.option(
    "--at",
    required=True,
    metavar="LINE",
    help="Line of its description where the second begins, from 1, or its first words.",
)
def split(scheda: int, at: str, by: Person, settings: Settings, as_json: bool) -> None:
    """Make two of SCHEDA; the first keeps its number."""
    decide(settings, lambda app: verbs.split(app, scheda, at, by), as_json=as_json)


@_verb
@_scheda
@click.argument("other", metavar="SCHEDA", type=int)
def merge(scheda: int, other: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Make one of two schede; the first keeps its number, title and campo."""
    decide(settings, lambda app: verbs.merge(app, scheda, other, by), as_json=as_json)


@_verb
@click.argument("number", type=int)
@click.option("--kind", type=click.Choice([kind.value for kind in ProtocolloKind]), help="What kind it is.")
@click.option("--date", "signed_on", metavar="DAY", help="Day of signing, as 2015-03-12; none for a draft.")
@click.option("--party", "parties", multiple=True, metavar="NAME", help="A party; name all of them, in order.")
@click.option("--title", metavar="TEXT", help="What it is called.")
@click.option("--reject", "rejected", is_flag=True, help="It is no agreement.")
def agreement(
    number: int,
    kind: str | None,
    signed_on: str | None,
    parties: tuple[str, ...],
    title: str | None,
    rejected: bool,
    by: Person,
    settings: Settings,
    as_json: bool,
) -> None:
    """Say what is right of the agreement NUMBER (`raccolta show` has it), or that it is none."""
    day = "" if signed_on == "none" else signed_on
    right = verbs.AgreementFacts(ProtocolloKind(kind) if kind else None, title, day, parties or None)
    decide(settings, lambda app: verbs.agreement(app, number, right, by, rejected=rejected), as_json=as_json)


@_verb
@click.argument("message", type=int)
@click.option("--prefettura", required=True, metavar="SIGLA", help="The office that sent it.")
def office(message: int, prefettura: str, by: Person, settings: Settings, as_json: bool) -> None:
    """Say which office sent MESSAGE."""
    decide(settings, lambda app: verbs.of_office(app, message, prefettura, by), as_json=as_json)


@_verb
@click.argument("problem", type=int)
def settle(problem: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Say that PROBLEM (its number is in `raccolta review --list` and `raccolta show`) needs nobody any more."""
    decide(settings, lambda app: verbs.settle(app, problem, by), as_json=as_json)


@_verb
@click.argument("message", type=int)
def note(message: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Keep a remark (--note) with MESSAGE."""
    if not by.note:
        raise UsageError("say what to note with --note")
    decide(settings, lambda app: verbs.note(app, message, by), as_json=as_json)


@_verb
@click.argument("decision", type=int)
def undo(decision: int, by: Person, settings: Settings, as_json: bool) -> None:
    """Take DECISION back (its number is in `raccolta show`); it stays on record."""
    decide(settings, lambda app: verbs.undo(app, decision, by), as_json=as_json)
