"""What a page hides, and what Word says of the pages it saves: the little of CSS that decides what is text."""

import re
from dataclasses import dataclass

from lxml import html

_HIDING = (
    r"display\s*:\s*none",
    r"visibility\s*:\s*(?:hidden|collapse)",
    r"mso-hide\s*:\s*all",
    r"font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)",
)
_HIDDEN = re.compile(rf"(?:^|;)\s*(?:{'|'.join(_HIDING)})")
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
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
        sheets = _AT_RULE.sub("", re.sub(r"/\*.*?\*/|<!--|-->", "", sheets, flags=re.DOTALL))
        found: set[tuple[str, str, str]] = set()
        for selectors, declarations in _RULE.findall(sheets):
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
