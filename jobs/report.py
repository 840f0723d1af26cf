"""One self-contained page about the whole campaign: who replied, on which campi, when, and what is missing. No scripts,
no network.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from config.campi import CAMPI
from config.meanings import italian
from config.prefetture import by_sigla, places
from config.showing import visible
from config.vocabulary import ProblemCode
from jobs.app import App
from jobs.status import Status, status
from store.gaps import Gap, gaps
from store.summary import Coverage, arrivals, coverage, replies

_STYLE = """
:root { color-scheme: light; font: 15px/1.45 system-ui, sans-serif; color: #1b2733; background: #fff; }
body { max-width: 68rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; }
h2 { font-size: 1.2rem; margin-top: 2.4rem; border-bottom: 2px solid #12507b; }
.facts { display: flex; flex-wrap: wrap; gap: 1rem; }
.facts div { background: #eef4f8; padding: .7rem 1.1rem; border-radius: .4rem; }
.facts b { display: block; font-size: 1.5rem; }
.red { background: #fbe3e0; padding: .6rem 1rem; border-radius: .4rem; }
table { border-collapse: collapse; font-size: .85rem; }
th, td { padding: .12rem .45rem; text-align: left; vertical-align: top; }
.heat td.n, .heat th.n { text-align: center; width: 2.1rem; padding: .1rem; } .heat td.region { color: #5b6b79; }
.heat tr:nth-child(even) td { border-top: 1px solid #eef1f4; } .late { border-bottom: 1px solid #e4e9ed; }
figure { margin: 1rem 0; } figcaption, .note { color: #5b6b79; font-size: .85rem; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; } body { overflow-wrap: break-word; } h2 { break-after: avoid; }
tr, figure { break-inside: avoid; }
@media print { @page { size: A4; margin: 15mm; } body { margin: 0; } .wide { overflow: visible; }
thead { display: table-header-group; } }
"""
#: Shades for 0, 1, 2 and more schede, light to dark; a tick without a scheda has a shade of its own.
_SHADES = ("#ffffff", "#cfe3f1", "#86b6d9", "#12507b")
_TICKED = "#f6c9a0"
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the page is made of."""

    now: datetime
    status: Status
    coverage: Sequence[Coverage]
    replies: dict[str, int]
    arrivals: dict[date, int]
    gaps: Sequence[Gap]


def report(app: App) -> str:
    """The page as HTML. Raises RaccoltaError if the database cannot be asked."""
    facts = _Facts(
        app.clock(),
        status(app),
        coverage(app.database),
        replies(app.database),
        arrivals(app.database),
        gaps(app.database),
    )
    parts = (_head(facts), _figures(facts), _map(facts), _weeks(facts), _heat(facts), _missing(facts), _silent(facts))
    return "".join(parts) + "</body></html>\n"


def _head(facts: _Facts) -> str:
    title = "Buone pratiche di accoglienza e integrazione: stato della raccolta"
    return (
        f'<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f'<p class="note">Circolare 5973/2015 · situazione al {facts.now:%d/%m/%Y %H:%M} UTC</p>'
    )


def _figures(facts: _Facts) -> str:
    counts = facts.status.counts
    shown = {
        "uffici che hanno risposto, su 106": len(facts.replies),
        "schede in vigore": sum(cell.schede for cell in facts.coverage),
        "protocolli": counts["protocolli"],
        "messaggi": sum(counts["status"].values()),
        "schede da rivedere": counts["needs_review"],
        "lacune da colmare": len(facts.gaps),
    }
    boxes = "".join(f"<div><b>{number}</b>{escape(name)}</div>" for name, number in shown.items())
    red = f'<p class="red"><b>Attenzione:</b> {escape("; ".join(facts.status.red))}</p>' if facts.status.red else ""
    return f'{red}<div class="facts">{boxes}</div>'


def _map(facts: _Facts) -> str:
    """Offices where they are: a circle grows with the schede, a ring stands for an office that has not replied."""
    schede: dict[str, int] = defaultdict(int)
    for cell in facts.coverage:
        schede[cell.prefettura] += cell.schede
    dots = "".join(_dot(sigla, place, schede[sigla], facts.replies.get(sigla, 0)) for sigla, place in places().items())
    return (
        '<h2>Chi ha risposto</h2><figure><svg viewBox="0 0 560 640" width="560" role="img" aria-label="Mappa degli '
        'uffici">'
        f"{dots}</svg><figcaption>Un cerchio pieno per ogni ufficio che ha risposto, tanto più grande quante più "
        f"schede; un anello grigio per chi non ha"
        " risposto. Il nome compare fermandosi sul cerchio.</figcaption></figure>"
    )


def _dot(sigla: str, place: tuple[float, float], schede: int, replied: int) -> str:
    latitude, longitude = place
    # Equirectangular about 42 degrees north: a degree of longitude is three quarters of one of latitude.
    x, y = 20 + (longitude - 6.5) * 0.743 * 60, 20 + (47.1 - latitude) * 60
    name = escape(by_sigla()[sigla].name)
    said = f"{name}: {replied} risposte, {schede} schede" if replied else f"{name}: nessuna risposta"
    look = (
        f'r="{4 + 2 * min(schede, 11) ** 0.5:.1f}" fill="#12507b" fill-opacity=".8"'
        if replied
        else 'r="3" fill="none" stroke="#9aa7b2"'
    )
    label = f'<text x="{x + 9:.1f}" y="{y + 3:.1f}" font-size="9">{sigla}</text>' if replied else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" {look}><title>{said}</title></circle>{label}'


def _weeks(facts: _Facts) -> str:
    """Submissions by week, the weeks without any included."""
    if not facts.arrivals:
        return "<h2>Arrivi</h2><p>Nessuna risposta finora.</p>"
    by_week: dict[date, int] = defaultdict(int)
    for day, count in facts.arrivals.items():
        by_week[day - timedelta(days=day.weekday())] += count
    weeks = list(_range(min(by_week), max(by_week)))
    highest, width = max(by_week.values()), max(4.0, min(40.0, 880 / len(weeks)))
    bars = "".join(_bar(place, week, by_week[week], highest, width) for place, week in enumerate(weeks))
    labels = "".join(
        f'<text x="{place * width + 2:.1f}" y="176" font-size="11">{week:%d/%m/%y}</text>'
        for place, week in enumerate(weeks)
        if place % max(1, round(90 / width)) == 0
    )
    return (
        f'<h2>Arrivi</h2><figure><svg viewBox="0 0 {max(200, len(weeks) * width):.0f} 184" '
        f'width="{max(200, len(weeks) * width):.0f}" role="img"'
        f' aria-label="Arrivi per settimana">{bars}{labels}</svg><figcaption>Risposte per settimana, dal lunedì '
        f"indicato; al massimo {highest}.</figcaption></figure>"
    )


def _range(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _WEEK


def _bar(place: int, week: date, count: int, highest: int, width: float) -> str:
    height = 150 * count / highest
    return (
        f'<rect x="{place * width:.1f}" y="{155 - height:.1f}" width="{max(width - 2, 2):.1f}" height="{height:.1f}" '
        f'fill="#12507b">'
        f"<title>{week:%d/%m/%Y}: {count}</title></rect>"
    )


def _heat(facts: _Facts) -> str:
    """Offices that replied, by campo."""
    rows: dict[str, list[Coverage]] = defaultdict(list)
    for cell in facts.coverage:
        rows[cell.prefettura].append(cell)
    head = "".join(f'<th class="n" title="{escape(campo.title, quote=True)}">{campo.number}</th>' for campo in CAMPI)
    lines = "".join(
        _heat_row(cells)
        for sigla, cells in rows.items()
        if sigla in facts.replies or any(c.schede or c.marked for c in cells)
    )
    totals = "".join(
        f'<th class="n">{sum(c.schede for c in facts.coverage if c.campo == campo.number)}</th>' for campo in CAMPI
    )
    legend = "".join(f"<li>{campo.number}. {escape(campo.title)}</li>" for campo in CAMPI)
    return (
        f'<h2>Copertura per ufficio e campo</h2><div class="wide"><table '
        f'class="heat"><tr><th>Ufficio</th><th>Regione</th>{head}</tr>{lines}'
        f"<tr><th>Schede</th><th></th>{totals}</tr></table></div>"
        f'<p class="note">Numero di schede per campo; in arancione un campo contrassegnato sul modello ma non '
        f'descritto.</p><ul class="note">{legend}</ul>'
    )


def _heat_row(cells: Sequence[Coverage]) -> str:
    shown = "".join(_heat_cell(cell) for cell in cells)
    return f'<tr><td>{escape(cells[0].name)}</td><td class="region">{escape(cells[0].region)}</td>{shown}</tr>'


def _heat_cell(cell: Coverage) -> str:
    shade = _TICKED if cell.marked and not cell.schede else _SHADES[min(cell.schede, len(_SHADES) - 1)]
    ink = "#fff" if cell.schede >= len(_SHADES) - 1 else "#1b2733"
    return f'<td class="n" style="background:{shade};color:{ink}">{cell.schede or ("!" if cell.marked else "")}</td>'


def _missing(facts: _Facts) -> str:
    """What offices can be asked for."""
    if not facts.gaps:
        return "<h2>Che cosa manca</h2><p>Le risposte pervenute sono complete.</p>"
    lines = "".join(
        f'<tr class="late"><td>{escape(_office(gap.prefettura))}</td><td>{gap.received_at:%d/%m/%Y}</td><td>'
        f"{escape(italian(ProblemCode(gap.code)))}</td>"
        f"<td>{gap.campo or ''}</td><td>{escape(visible(gap.document or ''))}</td></tr>"
        for gap in facts.gaps
    )
    return (
        "<h2>Che cosa manca</h2><div class='wide'><table><tr><th>Ufficio</th><th>Risposta "
        "del</th><th>Lacuna</th><th>Campo</th><th>Documento</th></tr>"
        f'{lines}</table></div><p class="note"><code>raccolta letter SIGLA</code> scrive all\'ufficio la lettera che '
        f"lo chiede.</p>"
    )


def _silent(facts: _Facts) -> str:
    """Offices that have not replied, by region."""
    regions: dict[str, list[str]] = defaultdict(list)
    for sigla, office in by_sigla().items():
        if sigla not in facts.replies:
            regions[office.region].append(office.name)
    lines = "".join(
        f"<tr><td><b>{escape(region)}</b></td><td>{escape(', '.join(sorted(names)))}</td></tr>"
        for region, names in sorted(regions.items())
    )
    return f"<h2>Chi non ha risposto ({sum(map(len, regions.values()))})</h2><table>{lines}</table>"


def _office(sigla: str | None) -> str:
    return by_sigla()[sigla].name if sigla else "mittente ignoto"
