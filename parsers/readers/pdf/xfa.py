"""Dynamic XFA forms in PDF files: pages that only ask for another program, the form itself (template) and what was
typed (datasets).

The data of such a form also holds what its lists can be chosen from. Typed is what stands in an element that a field of
the template is bound to (XFA 3.3, chapter 4: by name, or by the last step of its `bind ref`); what no field shows is no
answer.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from lxml import etree

from config.markup import local_name, readable
from parsers.model import EMPTY, TICKED
from parsers.readers.plain import clean


@dataclass(slots=True)
class _Form:
    """What the template says: the names that fields are bound to, per name the shown words of saved values and what
    ticks it (value and caption), and which elements of the data are items of lists, with the names of their value and
    shown words.
    """

    names: set[str] = field(default_factory=set)
    shown: dict[str, dict[str, str]] = field(default_factory=dict)
    ticks: dict[str, tuple[str, str]] = field(default_factory=dict)
    lists: dict[str, tuple[str, str, str]] = field(default_factory=dict)


def xfa_values(document: pdfium.PdfDocument) -> list[str] | None:
    """What was typed into a dynamic XFA form, whose pages only ask for another program; None if it is no such form."""
    if raw.FPDF_GetFormType(document) != raw.FORMTYPE_XFA_FULL:
        return None
    read = (_packet(document, index) for index in range(raw.FPDF_GetXFAPacketCount(document)))
    packets = [packet for packet in read if packet is not None]
    form = _Form()
    for template in (found for packet in packets for found in _named(packet, "template")):
        _learn(template, form)
    sets = (found for packet in packets for found in _named(packet, "datasets"))
    data = [child for found in sets for child in _children(found, "data")]
    for root in data:
        _learn_items(root, form)
    # Data that fits no field of the template is told rather than lost.
    return _all_typed(data, form) or _all_typed(data, _Form(lists=form.lists))


def _all_typed(data: list[etree._Element], form: _Form) -> list[str]:
    return [value for root in data for value in _typed(root, form)]


def _packet(document: pdfium.PdfDocument, index: int) -> etree._Element | None:
    size = ctypes.c_ulong()
    raw.FPDF_GetXFAPacketContent(document, index, None, 0, size)
    if not size.value:
        return None
    buffer = ctypes.create_string_buffer(size.value)
    raw.FPDF_GetXFAPacketContent(document, index, buffer, size.value, size)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(readable(buffer.raw[: size.value]), parser)
    except etree.XMLSyntaxError:
        # The opening and closing tags around the packets come as packets of their own.
        return None


def _local(element: etree._Element) -> str:
    return local_name(element.tag)


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if _local(element) == name)


def _last_step(reference: str) -> str:
    """The name at the end of a path such as `$.elenco.voce[*]`."""
    return re.sub(r"\[.*?\]", "", reference).rpartition(".")[2]


def _learn(template: etree._Element, form: _Form) -> None:
    for element in (*_named(template, "field"), *_named(template, "exclGroup")):
        bound = next((child.get("ref", "") for child in _children(element, "bind")), "")
        name = _last_step(bound) or element.get("name", "")
        form.names.add(name)
        for items in _children(element, "bindItems"):
            form.lists[_last_step(items.get("ref", ""))] = (name, items.get("valueRef", ""), items.get("labelRef", ""))
        if _local(element) == "exclGroup":
            choices = map(_button, _children(element, "field"))
            form.shown[name] = {on: f"{TICKED} {caption}" for on, caption in choices if caption}
        elif any(True for _ in _named(element, "checkButton")):
            form.ticks[name] = _button(element)
        else:
            saved, shown = _items(element)
            form.shown.setdefault(name, {}).update(zip(saved, shown, strict=False))


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _local(child) == name)


def _button(element: etree._Element) -> tuple[str, str]:
    """The value that a tick box has when it is ticked, and the words beside it."""
    saved, shown = _items(element)
    caption = " ".join(text for child in element if _local(child) == "caption" for text in _texts(child))
    return (saved or shown or ["1"])[0], caption


def _items(element: etree._Element) -> tuple[list[str], list[str]]:
    """What a field may be set to: the values that are saved (none if they are the shown ones), and the shown ones."""
    lists = [child for child in element if _local(child) == "items"]
    saved = next((_texts(items) for items in lists if items.get("save") == "1"), [])
    return saved, next((_texts(items) for items in lists if items.get("save") != "1"), [])


def _learn_items(data: etree._Element, form: _Form) -> None:
    """The shown words of lists whose items are in the data."""
    for item, (name, value, label) in form.lists.items():
        for element in _named(data, item):
            parts = {_local(child): _text(child) for child in element}
            if value in parts and label in parts:
                form.shown.setdefault(name, {})[parts[value]] = parts[label]


def _typed(element: etree._Element, form: _Form) -> Iterator[str]:
    """What was typed below an element of the data, in its order."""
    for child in element:
        name = _local(child)
        if name in form.lists and name not in form.names:
            continue
        if name in form.names and not any(_local(inner) in form.names for inner in child.iter() if inner is not child):
            yield from _answers(name, child, form)
        elif len(child):
            yield from _typed(child, form)
        elif not form.names and (text := _text(child)):
            yield text


def _answers(name: str, element: etree._Element, form: _Form) -> Iterator[str]:
    """What the field of that name shows: several values of a list, the paragraphs of rich text, a tick, or one
    value.
    """
    if name in form.ticks:
        on, caption = form.ticks[name]
        yield f"{TICKED if _text(element) == on else EMPTY} {caption}".strip()
        return
    values = [_text(child) for child in element.iter() if _local(child) in {"value", "p"}] or [_text(element)]
    yield from (form.shown.get(name, {}).get(value, value) for value in values if value)


def _texts(element: etree._Element) -> list[str]:
    return [text for child in element.iter() if not len(child) and (text := _text(child))]


def _text(element: etree._Element) -> str:
    return clean("".join(map(str, element.itertext()))).strip()
