"""What a page hides, and what Word says of the pages it saves: the little of CSS that decides what is text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

_HIDING = (
    r"display\s*:\s*none",
    r"visibility\s*:\s*(?:hidden|collapse)",
    r"mso-hide\s*:\s*all",
    r"font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)",
)
_HIDDEN = re.compile(rf"(?:^|;)\s*(?:{'|'.join(_HIDING)})")
_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?:\.(?P<classes>[\w-]+)|#(?P<identity>[\w-]+))")
#: Parts of a page saved by Word that are no text of it: comments, the lines above notes.
_BESIDE = re.compile(r"mso-element\s*:\s*(?:comment|(?:foot|end)note-(?:separator|continuation))")


@dataclass(frozen=True, slots=True)
class HiddenRules:
    """Which elements the style sheets of a page do not show, as (tag or "", class or "", identity or "")."""

    rules: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, root: html.HtmlElement) -> "HiddenRules":
        """Reads the style sheets in a page. Rules for print or small screens are left out."""
        sheets = "\n".join("".join(map(str, sheet.itertext())) for sheet in root.iter("style"))
        found: set[tuple[str, str, str]] = set()
        for selectors, declarations in _rules(_without_comments(sheets)):
            if _HIDDEN.search(declarations.lower()):
                matches = (_SELECTOR.fullmatch(selector.strip()) for selector in selectors.split(","))
                for match in filter(None, matches):
                    found.add((match["tag"] or "", match["classes"] or "", match["identity"] or ""))
        return cls(frozenset(found))

    def hide(self, element: html.HtmlElement) -> bool:
        """Whether nobody who opens the page sees this element."""
        style = (element.get("style") or "").lower()
        if element.get("hidden") is not None or _HIDDEN.search(style) or _BESIDE.search(style):
            return True
        if not self.rules:
            return False
        classes, identity = ["", *(element.get("class") or "").split()], element.get("id") or ""
        return any(
            (tag, name, wanted) in self.rules
            for tag in ("", element.tag)
            for name, wanted in [*((name, "") for name in classes if name), *([("", identity)] if identity else [])]
        )


def _without_comments(sheets: str) -> str:
    """Style sheets without comments and the marks that hid them from programs of before 1996."""
    first, *rest = sheets.split("/*")
    kept = [first, *(piece.partition("*/")[2] for piece in rest)]
    return "".join(kept).replace("<!--", "").replace("-->", "")


def _rules(sheets: str) -> Iterator[tuple[str, str]]:
    """The rules of style sheets as (selectors, declarations), in one walk; those inside `@media` and the like are left
    out.
    """
    depth, selectors = 0, ""
    for piece in re.split(r"(?<=[{}])", sheets):
        text, brace = piece[:-1], piece[-1:]
        if brace == "{":
            depth += 1
            # An at-rule without a block ends with a semicolon before the selectors.
            selectors = text.rpartition(";")[2] if depth == 1 else ""
        elif brace == "}":
            if depth == 1 and selectors and not selectors.lstrip().startswith("@"):
                yield selectors, text
            depth, selectors = max(0, depth - 1), ""


def is_quotation(element: html.HtmlElement) -> bool:
    """Whether an element quotes another mail. Programs that only indent say so by the missing border."""
    if "gmail_quote" in (element.get("class") or ""):
        return True
    style = (element.get("style") or "").lower()
    indented = re.search(r"border\s*:\s*(?:none|0)", style) is not None and "border-left" not in style
    return element.tag == "blockquote" and (element.get("type") == "cite" or not indented)


def furniture(element: html.HtmlElement) -> str:
    """`header` or `footer` where Word says that an element is one, else ""."""
    match = re.search(r"mso-element\s*:\s*(header|footer)\b", (element.get("style") or "").lower())
    return match[1] if match else ""
