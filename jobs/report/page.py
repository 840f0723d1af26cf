"""The page of the report, put together from its sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from importlib.resources import files

from config.counting import counted
from config.outline import CREDIT
from jobs.app import App
from jobs.italy import Dot, bands, italy
from jobs.report.arrivals import arrivals
from jobs.report.offices import Office, by_region, missing, offices_table, regions_table, silent, total
from jobs.status import Status, status
from store.export import rows_of
from store.gaps import Gap, gaps
from store.summary import Coverage, coverage
from store.summary import arrivals as days_of_arrival

_STYLE = files("jobs.report").joinpath("style.css").read_text(encoding="utf-8")
_TITLE = "Buone pratiche di accoglienza e integrazione: stato della raccolta"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the page is made of; `offices` are the rows of `v_offices`."""

    now: datetime
    status: Status
    offices: Sequence[Office]
    coverage: Sequence[Coverage]
    arrivals: Mapping[date, int]
    gaps: Sequence[Gap]


def report(app: App) -> str:
    """The page as HTML. Raises RaccoltaError if the database cannot be asked."""
    facts = _Facts(
        app.clock(),
        status(app),
        list(rows_of(app.database, "offices")),
        coverage(app.database),
        days_of_arrival(app.database),
        gaps(app.database),
    )
    parts = (
        _head(facts),
        _figures(facts),
        _map(facts),
        arrivals(facts.arrivals, facts.now.date()),
        offices_table(facts.offices, facts.coverage, facts.gaps),
        missing(facts.gaps),
        silent(facts.offices),
    )
    return "".join(parts) + "</main></body></html>\n"


def _head(facts: _Facts) -> str:
    return (
        '<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, '
        f'initial-scale=1"><title>{_TITLE}</title><style>{_STYLE}</style></head><body><main><h1>{_TITLE}</h1>'
        f'<p class="note">Circolare 5973/2015 · situazione al {facts.now:%d/%m/%Y %H:%M} UTC</p>'
    )


def _figures(facts: _Facts) -> str:
    counts = facts.status.counts
    shown = {
        "uffici che hanno risposto, su 106": total(facts.offices, "replied"),
        "schede in vigore": counts["schede_in_force"],
        "di cui senza ufficio noto": counts["schede_without_office"],
        "accordi in vigore": counts["protocolli_in_force"],
        "messaggi": sum(counts["status"].values()),
        "schede da rivedere": counts["needs_review"],
        "lacune da colmare": len(facts.gaps),
    }
    boxes = "".join(f"<li><b>{number}</b>{escape(name)}</li>" for name, number in shown.items())
    said = escape("; ".join(facts.status.red))
    # Reasons are sentences for operators, in the language of the other commands.
    red = f'<p class="red"><b>Attenzione, il servizio segnala:</b> <span lang="en">{said}</span></p>' if said else ""
    return f'{red}<ul class="facts">{boxes}</ul>'


def _map(facts: _Facts) -> str:
    """Regions by their schede, and all offices: full where one has replied."""
    regions = by_region(facts.offices)
    counts = {region: total(own, "schede") for region, own in regions.items()}
    said = {
        region: f"{region}: {counted(counts[region], 'scheda', 'schede')}, uffici che hanno risposto: "
        f"{total(own, 'replied')} su {len(own)}"
        for region, own in regions.items()
    }
    dots = [Dot(office["prefettura"], _said(office), bool(office["replied"])) for office in facts.offices]
    scale = "".join(f'<li><i style="background:{band.shade}"></i>{band}</li>' for band in bands(counts.values()))
    drawn = italy(counts, said, dots, "Schede per regione; la tabella ne dice i numeri")
    return (
        f'<h2>Chi ha risposto</h2><div class="beside"><figure>{drawn}<ul class="legend">{scale}<li>schede per '
        "regione</li></ul><figcaption>Un punto pieno per ogni ufficio che ha risposto, un cerchio vuoto per gli altri. "
        f"Confini semplificati: {CREDIT}.</figcaption></figure>{regions_table(facts.offices)}</div>"
    )


def _said(office: Office) -> str:
    if not office["replied"]:
        return f"{office['prefettura_name']}: nessuna risposta"
    replies, schede = counted(office["replies"], "risposta", "risposte"), counted(office["schede"], "scheda", "schede")
    return f"{office['prefettura_name']}: {replies}, {schede}"
