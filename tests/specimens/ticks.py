"""The official form ticked in every way that offices tick it, as Word packages, RTF and AcroForms."""

from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO

from config.campi import CAMPI
from tests.specimens.word import (
    bullet_level,
    check_box,
    circle,
    control_box,
    font,
    in_list,
    numbering,
    p,
    package,
    r,
    sym,
    table,
)

#: Which campi are ticked in the three states that every style is shown in.
STATES: dict[str, tuple[int, ...]] = {"none": (), "two": (3, 9), "all but one": (1, 2, 3, 4, 6, 7, 8, 9, 10, 11)}

BEFORE = (
    "ALLEGATO ALLA CIRCOLARE N 5973 DELL' 11/11/2015",
    "ACCOGLIENZA E INTEGRAZIONE: RACCOLTA SISTEMATICA DELLE BUONE PRATICHE.",
    "Contrassegnare uno o più campi nei quali si sia effettuata esperienza di buone pratiche e, nel caso siano state "
    "formalizzate in Protocolli, si prega di allegare il documento in formato elettronico (word o pdf) alla presente "
    "scheda.",
    "In ogni caso si richiede sintetica descrizione della buona pratica, utilizzando una scheda per ogni campo "
    "contrassegnato.",
)
AFTER = (
    "SINTETICA DESCRIZIONE DELLA BUONA PRATICA (indicare numero e oggetto del campo contrassegnato al fine di "
    "facilitarne la classificazione):",
)

#: An item of the form as Word XML: its number, its text, and whether it is ticked.
Item = Callable[[int, str, bool], str]


def _before(mark: Callable[[bool], str]) -> Item:
    return lambda number, title, on: p(mark(on) + r(f" {number}) {title};"))


def _behind(mark: Callable[[bool], str]) -> Item:
    return lambda number, title, on: p(r(f"{number}) {title}; ") + mark(on))


def _between(mark: Callable[[bool], str]) -> Item:
    return lambda number, title, on: p(r(f"{number}) ") + mark(on) + r(f" {title};"))


def _symbols(name: str, off: int, on: int) -> Callable[[bool], str]:
    return lambda ticked: sym(name, 0xF000 + (on if ticked else off))


def _letters(off: str, on: str) -> Callable[[bool], str]:
    return lambda ticked: r(on if ticked else off, font("Wingdings"))


def _text(off: str, on: str) -> Callable[[bool], str]:
    return lambda ticked: r(on if ticked else off) if (on if ticked else off) else ""


def _typed_before(on: str, off: str = "") -> Item:
    return lambda number, title, ticked: p(r(f"{on if ticked else off} {number}) {title};".strip()))


def _typed_behind(on: str) -> Item:
    return lambda number, title, ticked: p(r(f"{number}) {title}{' ' + on if ticked else ';'}"))


def _look(properties: str, *, when: bool = True) -> Item:
    return lambda number, title, ticked: p(r(f"{number}) {title};", properties if ticked is when else ""))


def _bullets(number: int, title: str, ticked: bool) -> str:
    return p(r(f"{number}) {title};"), in_list(2 if ticked else 1))


STYLES: dict[str, Item] = {
    "Wingdings symbol": _before(_symbols("Wingdings", 0xA8, 0xFE)),
    "Wingdings cross": _before(_symbols("Wingdings", 0x6F, 0xFD)),
    "Wingdings letter x": _before(_symbols("Wingdings", 0x71, 0x78)),
    "Wingdings 2 symbol": _before(_symbols("Wingdings 2", 0xA3, 0x52)),
    "Webdings symbol": _before(_symbols("Webdings", 0x63, 0x61)),
    "letters in Wingdings": _before(_letters("o", "þ")),
    "other letters in Wingdings": _before(_letters("¨", "ý")),
    "check box field": _before(check_box),
    "check box field behind": _behind(check_box),
    "check box field between": _between(check_box),
    "content control": _before(control_box),
    "content control with own glyphs": _before(lambda on: control_box(on, ("○", "●"))),
    "Unicode boxes with cross": _before(_text("☐", "☒")),
    "Unicode boxes with check": _before(_text("☐", "☑")),
    "Unicode squares": _before(_text("□", "■")),
    "Unicode circles": _before(_text("○", "●")),
    "Unicode boxes behind": _behind(_text("☐", "☒")),
    "Unicode boxes between": _between(_text("☐", "☒")),
    "check mark alone": _before(_text("", "✓")),
    "bullets": _bullets,
    "typed X": _typed_before("X"),
    "typed x": _typed_before("x"),
    "typed XX": _typed_before("XX"),
    "typed X against a dash": _typed_before("X", "-"),
    "square brackets": _typed_before("[x]", "[ ]"),
    "round brackets": _typed_before("(X)", "( )"),
    "underscores": _typed_before("_X_", "___"),
    "X behind": _typed_behind("X"),
    "X in brackets behind": _typed_behind("(X)"),
    "SI": _typed_before("SI"),
    "SI and NO": _typed_before("SI", "NO"),
    "arrow": _typed_before("→"),
    "asterisk": _typed_before("*"),
    "root sign": _typed_before("√"),
    "said in words": _typed_behind("(campo contrassegnato)"),
    "bold": _look("<w:b/>"),
    "underlined": _look('<w:u w:val="single"/>'),
    "struck": _look("<w:strike/>", when=False),
    "highlighted": _look('<w:highlight w:val="yellow"/>'),
    "framed": _look('<w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>'),
    "coloured": _look('<w:color w:val="FF0000"/>'),
    "shaded": _look('<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>'),
    "circled": lambda number, title, ticked: p((circle() if ticked else "") + r(f"{number}) {title};")),
}  # fmt: skip

#: Marks in a cell of their own, before or behind the item.
TABLES: dict[str, tuple[Callable[[bool], str], bool]] = {
    "X in the cell before": (_text("", "X"), True),
    "X in the cell behind": (_text("", "X"), False),
    "box in the cell before": (_text("☐", "☒"), True),
    "check box field in the cell before": (check_box, True),
    "check box field in the cell behind": (check_box, False),
}


def word(style: str, ticked: Sequence[int]) -> bytes:
    """The form as a Word package, these campi ticked in this style."""
    if style in TABLES:
        mark, first = TABLES[style]
        rows = []
        for campo in CAMPI:
            cells = [p(mark(campo.number in ticked)), p(r(f"{campo.number}) {campo.title}"))]
            rows.append(cells if first else cells[::-1])
        body = table(rows, borders=True)
    else:
        body = "".join(STYLES[style](campo.number, campo.title, campo.number in ticked) for campo in CAMPI)
    lists = numbering(bullet_level(0xF0A8), bullet_level(0xF0FE)) if style == "bullets" else ""
    return package("".join(p(r(text)) for text in BEFORE) + body + "".join(p(r(text)) for text in AFTER), lists=lists)


def rich_text(ticked: Sequence[int]) -> bytes:
    """The form as RTF with legacy fields, as Word writes it; an untouched box keeps the result 25 (its default)."""
    items = "".join(
        r"{\field{\*\fldinst { FORMCHECKBOX }{{\*\formfield{\fftype1\ffres" + ("1" if campo.number in ticked else "25")
        + r"\fftypetxt0\ffhps20{\*\ffname C" + str(campo.number) + r"}\ffdefres0}}}}{\fldrslt }} " + f"{campo.number}) {_rtf(campo.title)};" + "\\par\n"
        for campo in CAMPI
    )  # fmt: skip
    text = [f"{_rtf(line)}\\par\n" for line in BEFORE]
    end = [f"{_rtf(line)}\\par\n" for line in AFTER]
    head = (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\froman\\fcharset0 Times New "
        "Roman;}}\n\\pard\\plain\\f0\\fs22 "
    )
    return (head + "".join(text) + items + "".join(end) + "}").encode("ascii")


def _rtf(text: str) -> str:
    return "".join(
        character if character.isascii() else f"\\'{character.encode('windows-1252')[0]:02x}" for character in text
    )


def page_of_html(ticked: Sequence[int]) -> str:
    """The form as a page with check boxes."""
    items = "".join(
        f'<li><input type="checkbox"{" checked" if campo.number in ticked else ""}> {campo.number}) '
        f"{escape(campo.title)};</li>"
        for campo in CAMPI
    )
    return (
        "".join(f"<p>{escape(line)}</p>" for line in BEFORE)
        + f"<ul>{items}</ul>"
        + "".join(f"<p>{escape(line)}</p>" for line in AFTER)
    )


def acro_form(ticked: Sequence[int], *, kind: str = "check", behind: bool = False) -> bytes:
    """The form as a PDF with fields that nobody flattened: check boxes, or a text field for an X at each item."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    y = _lines(canvas, BEFORE, 790)
    for campo in CAMPI:
        on = campo.number in ticked
        left = 520 if behind else 56
        if kind == "check":
            canvas.acroForm.checkbox(
                name=f"c{campo.number}", x=left, y=y - 2, size=11, checked=on, buttonStyle="cross", borderWidth=1
            )
        else:
            canvas.acroForm.textfield(
                name=f"t{campo.number}",
                x=left,
                y=y - 2,
                width=14,
                height=12,
                value="X" if on else "",
                fontSize=9,
                borderWidth=1,
            )
        y = _wrapped(canvas, f"{campo.number}) {campo.title};", 76, y, 90) - 6
    _lines(canvas, AFTER, y - 10)
    canvas.save()
    return out.getvalue()


def drawn(ticked: Sequence[int], *, how: str) -> bytes:
    """The form as a PDF whose boxes are drawn: `how` is cross, check, filled, typed, lines, circle or annotation."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    y = _lines(canvas, BEFORE, 790)
    for campo in CAMPI:
        _drawn_box(canvas, 56, y - 1, campo.number in ticked, how)
        canvas.setFont("Times-Roman", 11)
        y = _wrapped(canvas, f"{campo.number}) {campo.title};", 76, y, 90) - 6
    _lines(canvas, AFTER, y - 10)
    canvas.save()
    return out.getvalue()


def _drawn_box(canvas, x: float, y: float, on: bool, how: str) -> None:  # type: ignore[no-untyped-def]
    side = 10
    if how == "circle":
        canvas.circle(x + 5, y + 5, 5, stroke=1, fill=0)
        if on:
            canvas.circle(x + 5, y + 5, 2.5, stroke=0, fill=1)
        return
    if how == "lines":
        for ends in (
            (x, y, x + side, y),
            (x, y + side, x + side, y + side),
            (x, y, x, y + side),
            (x + side, y, x + side, y + side),
        ):
            canvas.line(*ends)
    else:
        canvas.rect(x, y, side, side, stroke=1, fill=int(how == "filled" and on))
    if on and how in {"cross", "lines"}:
        canvas.line(x, y, x + side, y + side)
        canvas.line(x, y + side, x + side, y)
    elif on and how == "check":
        path = canvas.beginPath()
        path.moveTo(x + 2, y + 5)
        path.lineTo(x + 4.5, y + 2)
        path.lineTo(x + 12, y + 13)
        canvas.drawPath(path)
    elif on and how == "typed":
        canvas.setFont("Helvetica", 9)
        canvas.drawString(x + 2, y + 1.7, "X")


def _lines(canvas, lines: Sequence[str], y: float) -> float:  # type: ignore[no-untyped-def]
    canvas.setFont("Times-Roman", 11)
    for line in lines:
        y = _wrapped(canvas, line, 56, y, 95) - 8
    return y


def _wrapped(canvas, text: str, x: float, y: float, width: int) -> float:  # type: ignore[no-untyped-def]
    import textwrap

    for line in textwrap.wrap(text, width):
        canvas.drawString(x, y, line)
        y -= 13.5
    return y
