"""When the replies came: a bar for each week, with what lies far from the others said in words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

#: The day of the circular: no reply to it is older.
CIRCULAR = date(2015, 11, 11)
_WEEK = timedelta(days=7)
#: A few replies (at most one in twenty) behind half a year of silence would leave the others no room on the axis.
_SILENCE, _FEW = timedelta(days=182), 0.05
#: The drawing: room for the numbers at the left, height and top of the bars.
_LEFT, _HEIGHT, _TOP, _WIDTH = 44, 150, 12, 660


def arrivals(days: Mapping[date, int], today: date) -> str:
    """The section of the report. `days` counts replies by the day that the mail bears."""
    inside, outside = apart(days, today)
    if not days:
        return "<h2>Arrivi</h2><p>Nessuna risposta finora.</p>"
    return f"<h2>Arrivi</h2>{_chart(inside) if inside else ''}{_said(outside)}"


def apart(days: Mapping[date, int], today: date) -> tuple[dict[date, int], dict[date, int]]:
    """The days that are drawn; and those only said: older than the circular, to come, or long after the rest."""
    inside = {day: count for day, count in sorted(days.items()) if CIRCULAR <= day <= today + timedelta(days=1)}
    ordered, total = list(inside), sum(inside.values())
    for earlier, later in pairwise(ordered):
        rest = sum(count for day, count in inside.items() if day >= later)
        if later - earlier > _SILENCE and rest <= _FEW * total:
            inside = {day: count for day, count in inside.items() if day < later}
            break
    return inside, {day: count for day, count in sorted(days.items()) if day not in inside}


def _said(outside: Mapping[date, int]) -> str:
    if not outside:
        return ""
    named = ", ".join(
        f"{day:%d/%m/%Y}" + (f" ({count})" if count > 1 else "") for day, count in list(outside.items())[:20]
    )
    more = f" e altri {len(outside) - 20} giorni" if len(outside) > 20 else ""
    return (
        f'<p class="note">Fuori dal grafico, perché la data della mail è precedente alla circolare, futura o '
        f"lontana da tutte le altre: {sum(outside.values())}, con data {named}{more}.</p>"
    )


def _chart(days: Mapping[date, int]) -> str:
    by_week: dict[date, int] = defaultdict(int)
    for day, count in days.items():
        by_week[day - timedelta(days=day.weekday())] += count
    weeks = list(_range(min(by_week), max(by_week)))
    highest, width = max(by_week.values()), min(40.0, _WIDTH / len(weeks))
    full = max(_LEFT + len(weeks) * width + 20, 240)
    bars = "".join(_bar(_LEFT + place * width, week, by_week[week], highest, width) for place, week in enumerate(weeks))
    every = max(1, round(86 / width))
    labels = "".join(
        f'<text x="{_LEFT + place * width:.1f}" y="{_TOP + _HEIGHT + 16}">{week:%d/%m/%y}</text>'
        for place, week in enumerate(weeks)
        if place % every == 0
    )
    busiest = max(weeks, key=by_week.__getitem__)
    return (
        f'<figure><svg class="weeks" viewBox="0 0 {full:.0f} {_TOP + _HEIGHT + 44}" width="{full:.0f}" role="img" '
        f'aria-label="Risposte per settimana; il massimo è {highest}, nella settimana dal {busiest:%d/%m/%Y}">'
        f"{_scale(highest, full)}{bars}{labels}"
        f'<text x="{_LEFT}" y="{_TOP + _HEIGHT + 36}">Settimana, dal lunedì indicato</text>'
        f'<text x="12" y="{_TOP + _HEIGHT}" transform="rotate(-90 12 {_TOP + _HEIGHT})">Risposte</text></svg>'
        f"<figcaption>Risposte per settimana, secondo la data della mail: {sum(by_week.values())} in tutto, al massimo "
        f"{highest} nella settimana dal {busiest:%d/%m/%Y}.</figcaption></figure>"
    )


def _scale(highest: int, full: float) -> str:
    """Lines with their numbers: none, half and the highest."""
    lines = []
    for number in sorted({0, highest // 2, highest}):
        y = _TOP + _HEIGHT - _HEIGHT * number / highest
        lines.append(
            f'<line x1="{_LEFT}" x2="{full:.0f}" y1="{y:.1f}" y2="{y:.1f}" stroke="#c3ccd3"/>'
            f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{number}</text>'
        )
    return "".join(lines)


def _range(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _WEEK


def _bar(x: float, week: date, count: int, highest: int, width: float) -> str:
    height = _HEIGHT * count / highest
    return (
        f'<rect x="{x:.1f}" y="{_TOP + _HEIGHT - height:.1f}" width="{max(width * 0.85, 0.5):.1f}" height='
        f'"{height:.1f}" fill="#12507b"><title>{week:%d/%m/%Y}: {count}</title></rect>'
    )
