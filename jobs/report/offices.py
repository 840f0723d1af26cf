"""Tables of the report: regions, all 106 offices by campo, what is missing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from config.campi import CAMPI
from config.meanings import italian
from config.prefetture import by_sigla
from config.showing import visible
from config.vocabulary import ProblemCode
from store.gaps import Gap
from store.summary import Coverage

#: Shades for 0, 1, 2 and more schede, light to dark; a tick without a scheda has a shade of its own.
_SHADES = ("#ffffff", "#cfe3f1", "#86b6d9", "#12507b")
_TICKED = "#f6c9a0"
Office = Mapping[str, Any]


def by_region(offices: Sequence[Office]) -> dict[str, list[Office]]:
    """The rows of `v_offices` by region, both in the order of their names."""
    regions: dict[str, list[Office]] = defaultdict(list)
    for office in sorted(offices, key=lambda row: (row["region"], row["prefettura_name"])):
        regions[office["region"]].append(office)
    return dict(regions)


def total(offices: Sequence[Office], column: str) -> int:
    """The sum of a column."""
    return sum(office[column] for office in offices)


def regions_table(offices: Sequence[Office]) -> str:
    """Totals by region: the map in words."""
    lines = "".join(
        f'<tr><th scope="row">{escape(region)}</th><td>{total(own, "replied")} su {len(own)}</td>'
        f'<td class="n">{total(own, "schede")}</td><td class="n">{total(own, "protocolli")}</td></tr>'
        for region, own in by_region(offices).items()
    )
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Le regioni"><table><thead><tr>'
        '<th scope="col">Regione</th><th scope="col">Hanno risposto</th>'
        '<th scope="col" class="n">Schede</th><th scope="col" class="n">Accordi</th></tr></thead>'
        f'<tbody>{lines}</tbody><tfoot><tr><th scope="row">Italia</th>'
        f'<td>{total(offices, "replied")} su {len(offices)}</td><td class="n">{total(offices, "schede")}</td>'
        f'<td class="n">{total(offices, "protocolli")}</td></tr></tfoot></table></div>'
    )


def offices_table(offices: Sequence[Office], coverage: Sequence[Coverage], gaps: Sequence[Gap]) -> str:
    """All 106 offices by region, with their schede by campo, and totals of each region."""
    cells: dict[str, list[Coverage]] = defaultdict(list)
    for cell in coverage:
        cells[cell.prefettura].append(cell)
    lacking = Counter(gap.prefettura for gap in gaps)
    head = "".join(
        f'<th scope="col" class="n"><abbr title="{escape(campo.title, quote=True)}">{campo.number}</abbr></th>'
        for campo in CAMPI
    )
    bodies = "".join(_region(region, own, cells, lacking) for region, own in by_region(offices).items())
    legend = "".join(f"<li>{campo.number}. {escape(campo.title)}</li>" for campo in CAMPI)
    return (
        '<h2>Gli uffici, per campo</h2><p class="note">Numero di schede per campo; in arancione con «!» un '
        "campo contrassegnato ma non descritto.</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="Gli uffici, per campo">'
        '<table class="heat"><thead><tr>'
        f'<th scope="col">Ufficio</th><th scope="col">Risposte</th>{head}<th scope="col" class="n">Schede</th>'
        f'<th scope="col" class="n">Accordi</th><th scope="col" class="n">Lacune</th></tr></thead>'
        f"{bodies}</table></div>"
        f'<ul class="note plain">{legend}</ul>'
    )


def _region(
    region: str, own: Sequence[Office], cells: Mapping[str, Sequence[Coverage]], lacking: Counter[str | None]
) -> str:
    rows = "".join(_office(office, cells[office["prefettura"]], lacking[office["prefettura"]]) for office in own)
    by_campo = Counter({campo.number: 0 for campo in CAMPI})
    for office in own:
        by_campo.update({cell.campo: cell.schede for cell in cells[office["prefettura"]]})
    sums = "".join(f'<td class="n">{count}</td>' for _, count in sorted(by_campo.items()))
    missing = sum(lacking[office["prefettura"]] for office in own)
    return (
        f'<tbody><tr class="region"><th scope="row">{escape(region)}</th>'
        f"<td>{total(own, 'replied')} su {len(own)}</td>{sums}"
        f'<td class="n">{total(own, "schede")}</td><td class="n">{total(own, "protocolli")}</td>'
        f'<td class="n">{missing}</td></tr>'
        f"{rows}</tbody>"
    )


def _office(office: Office, cells: Sequence[Coverage], lacking: int) -> str:
    replies = office["replies"] if office["replied"] else "nessuna"
    return (
        f'<tr><th scope="row">{escape(office["prefettura_name"])}</th><td>{replies}</td>{"".join(map(_cell, cells))}'
        f'<td class="n">{office["schede"]}</td><td class="n">{office["protocolli"]}</td>'
        f'<td class="n">{lacking}</td></tr>'
    )


def _cell(cell: Coverage) -> str:
    shade = _TICKED if cell.marked and not cell.schede else _SHADES[min(cell.schede, len(_SHADES) - 1)]
    ink = "#fff" if cell.schede >= len(_SHADES) - 1 else "#1b2733"
    return f'<td class="n" style="background:{shade};color:{ink}">{cell.schede or ("!" if cell.marked else "")}</td>'


def missing(gaps: Sequence[Gap]) -> str:
    """What offices can be asked for, office by office."""
    if not gaps:
        return "<h2>Che cosa manca</h2><p>Le risposte pervenute sono complete.</p>"
    grouped: dict[str | None, list[Gap]] = defaultdict(list)
    for gap in gaps:
        grouped[gap.prefettura].append(gap)
    parts = "".join(
        f"<section><h3>{escape(_name(sigla))} ({len(own)})</h3><ul>{''.join(map(_gap, own))}</ul></section>"
        for sigla, own in sorted(grouped.items(), key=lambda item: (item[0] is None, _name(item[0])))
    )
    return (
        f'<h2>Che cosa manca</h2><p class="note"><code>raccolta letter SIGLA</code> scrive all\'ufficio la '
        f'lettera che lo chiede.</p><div class="gaps">{parts}</div>'
    )


def _gap(gap: Gap) -> str:
    about = [f"campo {gap.campo}"] if gap.campo else []
    about += [visible(gap.document)] if gap.document else []
    more = f" ({escape(', '.join(about))})" if about else ""
    return f"<li>{escape(italian(ProblemCode(gap.code)))}{more}, risposta del {gap.received_at:%d/%m/%Y}</li>"


def _name(sigla: str | None) -> str:
    return by_sigla()[sigla].name if sigla else "Mittente ignoto"


def silent(offices: Sequence[Office]) -> str:
    """Offices that have not replied, by region."""
    regions = {
        region: [office["prefettura_name"] for office in own if not office["replied"]]
        for region, own in by_region(offices).items()
    }
    lines = "".join(
        f'<tr><th scope="row">{escape(region)}</th><td>{escape(", ".join(names))}</td></tr>'
        for region, names in regions.items()
        if names
    )
    count = sum(map(len, regions.values()))
    table = (
        f'<table><thead><tr><th scope="col">Regione</th><th scope="col">Uffici</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
        if count
        else "<p>Hanno risposto tutti.</p>"
    )
    return f"<h2>Chi non ha risposto ({count})</h2>{table}"
