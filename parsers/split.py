"""Splits a document into the practices it describes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from config.campi import ALTRO, CAMPI
from parsers.boilerplate import Cleaned, clean_practice, is_practice_label, line_rule
from parsers.form import LIST_OF_TITLES, Form, find_form, item_of
from parsers.headings import Heading, read_heading
from parsers.labels import names_practice
from parsers.model import Block, BlockKind, Evidence
from parsers.parts import Part, is_body, names_something, parts_of
from parsers.references import labels_ahead, labels_marked, references_ahead
from parsers.rows import labelled_rows
from parsers.text import fold, sentences, words
from parsers.titles import is_rest_of_title, match_title

_CAMPO_OR_POINT = re.compile(r"\b(?:camp[oi]|punto)(?: contrassegnat[oi])? ?(?:n\.?|nr\.?|numero|:)? ?(\d{1,2})\b")
_CAMPO = re.compile(
    r"\b(?:al|il|nel|del|dal|sul|in|campo:) ?(?<!un )camp[oi](?: di intervento)?,? ?(?:n\.?|nr\.?|numero)? ?(\d{1,2})\b(?! ?(?:settembre|ottobre|novembre|dicembre|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto))"
)
_NAMING = re.compile(r"(?:progett[oi]|iniziativa|buona (?:pratica|prassi)|pratica|esperienza|intervento|attivita|titolo)\b")
#: From so many different campi on, a document is a form or an index of all of them.
MOST_CAMPI = 6
#: From so many words on, the text below a heading is a description.
LEAST_WORDS = 12
#: From so many words on, running text without any heading may be a practice of its own.
LEAST_WORDS_WITHOUT_HEADING = 20


@dataclass(frozen=True, slots=True)
class Section:
    """A practice as it stands in a document, before its campo is decided. `headings` are all that claim it."""

    headings: tuple[Heading, ...]
    title: str
    description: str
    evidence: tuple[Evidence, ...]
    blocks: tuple[int, ...]


@dataclass(slots=True)
class Split:
    """What a document holds: practices, the official form, and which rule explained which block."""

    sections: list[Section] = field(default_factory=list)
    form: Form | None = None
    free_texts: list[Section] = field(default_factory=list)
    claims: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Stretch:
    """A heading (or several on top of each other) with the blocks below it."""

    headings: list[tuple[Block, Heading]]
    body: list[Block] = field(default_factory=list)

    def cleaned(self) -> Cleaned:
        """The practice's own text below the headings."""
        if self._cleaned is None or self._cleaned[0] != len(self.body):
            self._cleaned = len(self.body), clean_practice(self.body, letter=False)
        return self._cleaned[1]

    _cleaned: tuple[int, Cleaned] | None = None


def split(blocks: Sequence[Block]) -> Split:
    """Finds the practices of one document.

    `free_texts` are what is left as running text where no heading claims it: the description below a ticked form, or a
    letter that describes a practice without naming a campo.
    """
    result = Split(form=find_form(blocks))
    if result.form is not None:
        result.claims |= dict.fromkeys(result.form.blocks, "official form")
    rows = labelled_rows(blocks)
    left_out = {block.index for block in blocks} - {block.index for block in rows}
    result.claims |= {index: "label or detail of a table" for index in left_out if index not in result.claims}
    content = [block for block in labels_marked(rows) if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER}]
    content = labels_ahead(references_ahead(content)) if result.form is None else content
    result.claims |= {block.index: "page furniture" for block in blocks if block.kind in {BlockKind.HEADER, BlockKind.FOOTER}}
    preamble, stretches = _stretches(content, result)
    stretches = _without_lists(stretches, result)
    for stretch in stretches:
        _add_section(stretch, result)
    result.sections = _without_common_label(result.sections)
    if not result.sections:
        loose = [*preamble, *(block for stretch in stretches for block in stretch.body)]
        _add_free_text(loose, result)
    else:
        _claim_preamble(preamble, result)
    return result


def _claim_preamble(preamble: Sequence[Block], result: Split) -> None:
    """What stands before the first heading: surroundings, or a text of its own, which is a practice if it names its campo and which
    the audit shows if it is none.
    """
    cleaned = clean_practice(list(preamble), letter=True)
    result.claims |= {block.index: line_rule(block) or cleaned.claims.get(block.index, "") for block in preamble}
    kept = [block for block in preamble if not result.claims[block.index]]
    long = len(words(cleaned.text)) >= LEAST_WORDS_WITHOUT_HEADING
    for block in kept:
        result.claims[block.index] = "before the first scheda"
        if long:
            del result.claims[block.index]
    if long and (headings := _mentioned(preamble, cleaned.text)):
        evidence = (Evidence(kept[0].text[:300], kept[0].page, kept[0].index),) if kept else ()
        title, description = _title_and_text((), cleaned.text)
        result.free_texts = [Section(headings, title, description, evidence, tuple(block.index for block in kept))]


def _without_common_label(sections: list[Section]) -> list[Section]:
    """`Che cosa è stato fatto: …` before every text of a document is a label of the office's own form."""
    labels = {section.description.partition(":")[0] for section in sections}
    if len(sections) < 2 or len(labels) != 1 or not 1 <= len(words(label := labels.pop())) <= 8 or "\n" in label:
        return sections
    bare = [replace(section, description=section.description.partition(":")[2].strip()) for section in sections]
    return bare if all(section.description for section in bare) else sections


def _stretches(blocks: Sequence[Block], result: Split) -> tuple[list[Block], list[_Stretch]]:
    form = result.form
    loosely = any(_is_title_alone(block, form) for block in blocks)
    preamble: list[Block] = []
    stretches: list[_Stretch] = []
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if is_practice_label(block.text):
            if not _awaits_text(stretches, form):
                stretches.append(_Stretch([]))
            rest = block.text.partition(":")[2] if ":" in block.text else ""
            if len(words(rest)) >= LEAST_WORDS:
                stretches[-1].body.append(_with_text(block, rest.strip()))
            position += 1
            continue
        heading, used = _heading_at(blocks, position, form)
        if heading is None and loosely:
            heading, used = _loose_title(blocks, position, form), 1
        if heading is not None:
            above = stretches[-1].body if stretches else preamble
            heading = _with_name_above(heading, block, above)
            if stretches and not stretches[-1].body and stretches[-1].headings:
                stretches[-1].headings.append((block, heading))
            else:
                stretches.append(_Stretch([(block, heading)]))
            inline = _inline_body(heading)
            if inline:
                stretches[-1].body.append(_with_text(block, inline))
            result.claims |= {other.index: "heading" for other in blocks[position + 1 : position + used]}
            position += used
            continue
        if form is not None and block.index in form.blocks:
            position += 1
            continue
        (stretches[-1].body if stretches else preamble).append(block)
        position += 1
    return preamble, stretches


def _is_title_alone(block: Block, form: Form | None) -> bool:
    """A line that is nothing but an official title, outside the form."""
    if form is not None and block.index in form.blocks:
        return False
    heading = read_heading(block.text, prominent=block.bold)
    return heading is not None and heading.title is not None and not (heading.label or heading.own_title)


def _loose_title(blocks: Sequence[Block], position: int, form: Form | None) -> Heading | None:
    """Where one practice stands below a bare title the others may too, and a title retyped in few words counts as well."""
    block = blocks[position]
    following = blocks[position + 1 : position + 2]
    if len(words(block.text)) > 9 or block.text.rstrip()[-1:] in ".;," or not following or len(words(following[0].text)) < LEAST_WORDS:
        return None
    title = match_title(block.text) if form is None or block.index not in form.blocks else None
    if title is None or title.length < len(block.text.rstrip()) - 1:
        return None
    return Heading(block.text, "", (), title, "")


def _awaits_text(stretches: Sequence[_Stretch], form: Form | None) -> bool:
    """Whether the printed label of a description follows a heading of its own (and not the last item of the form)."""
    if not stretches or not stretches[-1].headings or sum(len(words(block.text)) for block in stretches[-1].body) >= LEAST_WORDS * 2:
        return False
    return form is None or stretches[-1].headings[-1][0].index not in form.blocks


def _with_name_above(heading: Heading, block: Block, above: list[Block]) -> Heading:
    """`Progetto “Insieme”` on the line above `(campo 5: …)` is what the practice is called, and no end of what stands before."""
    if heading.own_title or not above or (block.cell or above[-1].cell):
        return heading
    name = above[-1]
    in_brackets = block.text.lstrip()[:1] in "(["
    named = _NAMING.match(fold(name.text)) is not None and (name.bold or re.search(r"[“«\"]", name.text) is not None)
    if not named and not in_brackets:
        return heading
    if line_rule(name) is not None or not names_something(name.text):
        return heading
    above.pop()
    return replace(heading, own_title=name.text.strip(" :-–"))


def _heading_at(blocks: Sequence[Block], position: int, form: Form | None) -> tuple[Heading | None, int]:
    """The heading at a block, and over how many blocks it runs: long titles are broken over lines."""
    block = blocks[position]
    prominent = block.bold or block.level is not None
    heading = read_heading(block.text, prominent=prominent)
    if heading is not None and heading.title is not None and not heading.own_title:
        following = blocks[position + 1 : position + 2]
        if following and is_rest_of_title(following[0].text, heading.title.campo) and not (form and following[0].index in form.blocks):
            return heading, 2
    if heading is None:
        # The form puts marks around its items, and items may be followed by their descriptions.
        found = item_of(block) if form is not None and block.index in form.blocks else None
        return (found[0], 1) if found else (None, 1)
    if heading.own_title and heading.title is not None and heading.title.score >= 0.99:
        return heading, 1
    for used in (2, 3):
        following = blocks[position + 1 : position + used]
        if len(following) != used - 1 or any(
            len(other.text) > 160 or (other.page is None and other.bold != block.bold) for other in following
        ):
            break
        if read_heading(following[-1].text, prominent=following[-1].bold) is not None or is_practice_label(following[-1].text):
            break
        joined = read_heading(" ".join(other.text for other in (block, *following)), prominent=True)
        if joined is None or joined.title is None or (joined.own_title and not heading.own_title):
            continue
        before = heading.title.score if heading.title else 0.0
        if joined.title.score > before + 0.02 and (heading.title is None or joined.title.campo == heading.title.campo):
            return joined, used
    return heading, 1


def _inline_body(heading: Heading) -> str:
    """`Campo 5 – apprendimento della lingua italiana: il CPIA …`: a description on the line of its heading."""
    own = heading.own_title
    count = len(words(own))
    return own if count >= 25 or (count >= 8 and own[-1:] in ".;") or (count >= 12 and own[:1].islower()) else ""


def _without_lists(stretches: list[_Stretch], result: Split) -> list[_Stretch]:
    """Headings on top of each other: the list of the form or an index if many, several campi of one practice if few."""
    described = [len(words(stretch.cleaned().text)) >= LEAST_WORDS for stretch in stretches]
    # A document that names most campi is a form or an index, where an empty title belongs to nothing below it.
    named = {campo for stretch in stretches for _, heading in stretch.headings for campo in heading.campi}
    stacked_at_most = 1 if len(named) >= MOST_CAMPI else LIST_OF_TITLES - 1
    interleaved = any(
        text and _in_form(stretch, result) and ALTRO not in _last(stretch) for stretch, text in zip(stretches, described, strict=True)
    )
    later: set[int] = set()
    for stretch, has_text in zip(reversed(stretches), reversed(described), strict=True):
        if not stretch.headings:
            continue
        above = {campo for _, heading in stretch.headings for campo in heading.campi} - _last(stretch)
        if len(stretch.headings) > stacked_at_most or (above and above <= later):
            _set_aside(stretch.headings[:-1], "list of titles", result)
            stretch.headings = stretch.headings[-1:]
        ends_the_form = _in_form(stretch, result) and ALTRO in _last(stretch) and not interleaved
        if ends_the_form or (not has_text and (_in_form(stretch, result) or _last(stretch) <= later)):
            _set_aside(stretch.headings, "list of titles", result)
            stretch.headings = []
        later |= {campo for _, heading in stretch.headings for campo in heading.campi}
    return stretches


def _in_form(stretch: _Stretch, result: Split) -> bool:
    return bool(stretch.headings) and result.form is not None and stretch.headings[-1][0].index in result.form.blocks


def _set_aside(headings: Sequence[tuple[Block, Heading]], rule: str, result: Split) -> None:
    result.claims |= {block.index: rule for block, _ in headings}


def _last(stretch: _Stretch) -> set[int]:
    return set(stretch.headings[-1][1].campi)


def _add_section(stretch: _Stretch, result: Split) -> None:
    if not stretch.headings:
        return
    result.claims |= {block.index: "heading" for block, _ in stretch.headings}
    headings = tuple(heading for _, heading in stretch.headings)
    evidence = tuple(Evidence(heading.text[:300], block.page, block.index) for block, heading in stretch.headings)
    cleaned = stretch.cleaned()
    if len(words(cleaned.text)) < LEAST_WORDS // 2:
        result.claims |= {block.index: line_rule(block) or "below an empty heading" for block in stretch.body}
        return
    kept = [block for block in stretch.body if block.index not in cleaned.claims]
    result.claims |= cleaned.claims
    if parts := parts_of(_with_bodies(stretch.body, cleaned.claims), numbered=False):
        result.sections += _sections(parts, headings, evidence, result)
        return
    result.claims |= {block.index: "scheda" for block in kept}
    title, description = _title_and_text(headings, cleaned.text)
    result.sections.append(Section(headings, title, description, evidence, tuple(block.index for block in kept)))


def _with_bodies(blocks: Sequence[Block], claims: dict[int, str]) -> list[Block]:
    """What is kept, and the lines that name the bodies whose practices stand below them: letterheads only elsewhere."""
    return [block for block in blocks if block.index not in claims or (claims[block.index] == "letterhead" and is_body(block.text))]


def _sections(parts: Sequence[Part], headings: tuple[Heading, ...], evidence: tuple[Evidence, ...], result: Split) -> list[Section]:
    """A section for each of several practices that share their headings."""
    sections = []
    for part in parts:
        cleaned = clean_practice(part.below, letter=False)
        result.claims |= {part.naming.index: "heading"} | {block.index: cleaned.claims.get(block.index, "scheda") for block in part.below}
        named = Evidence(part.naming.text[:300], part.naming.page, part.naming.index)
        kept = tuple(block.index for block in part.below if block.index not in cleaned.claims)
        sections.append(Section(headings, part.name.strip(" .:;-–"), cleaned.text, (*evidence, named), kept))
    return sections


def _title_and_text(headings: Sequence[Heading], text: str) -> tuple[str, str]:
    """The title is what the heading calls the practice, else the official title as the office wrote it."""
    labelled, text = _take_labelled_title(text)
    own = labelled or next((h.own_title for h in headings if h.own_title and not _inline_body(h)), "")
    first, newline, rest = text.partition("\n")
    if not own and newline and names_something(first) and len(words(rest)) >= LEAST_WORDS:
        own, text = first.strip(' "“”«».:'), rest
    if own:
        return own, text
    written = next((h for h in headings if h.title is not None), None)
    if written is None:
        return "", text
    bare = _bare_title(written)
    return bare, text


def _take_labelled_title(text: str) -> tuple[str, str]:
    """`Titolo della buona pratica: Insieme si può` among the first lines, and the text without that line."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:4]):
        label, colon, title = line.partition(":")
        others = sum(len(words(other)) for other in lines) - len(words(line))
        if colon and title.strip() and len(words(title)) < min(30, 8 + others) and names_practice(label):
            return title.strip(' "“”«».'), "\n".join(lines[:number] + lines[number + 1 :])
    return "", text


def _bare_title(heading: Heading) -> str:
    text = heading.text
    for start in range(len(text)):
        if start == 0 or not text[start - 1].isalnum():
            title = match_title(text[start : start + 420])
            if (
                title is not None
                and heading.title is not None
                and title.campo == heading.title.campo
                and title.score >= heading.title.score - 0.01
            ):
                candidate = text[start : start + title.length].strip(' .:;-–—"“”«»')
                if len(candidate) > 18 and " " not in candidate:
                    # Letterspaced capitals lose the spaces between words.
                    return CAMPI[title.campo - 1].title
                if candidate[:1].isalpha() and not candidate.lower().startswith(("scheda", "campo")):
                    return candidate
    return text


def _add_free_text(blocks: Sequence[Block], result: Split) -> None:
    cleaned = clean_practice(list(blocks), letter=True)
    result.claims |= cleaned.claims
    if len(words(cleaned.text)) < LEAST_WORDS:
        return
    kept = [block for block in blocks if block.index not in cleaned.claims]
    if parts := parts_of(_with_bodies(blocks, cleaned.claims), numbered=True):
        result.claims |= {block.index: "around the practices" for block in kept}
        result.free_texts = _sections(parts, (), (), result)
        return
    first = kept[0]
    evidence = (Evidence(first.text[:300], first.page, first.index),)
    title, description = _title_and_text((), cleaned.text)
    headings = _mentioned(blocks, description)
    result.free_texts = [Section(headings, title, description, evidence, tuple(block.index for block in kept))]


def _mentioned(blocks: Sequence[Block], description: str) -> tuple[Heading, ...]:
    """`… si descrive la buona pratica relativa al campo 4.`: the one campo that a letter speaks of, in what was set aside before the
    text or in its first or last sentence.
    """
    outside = " ".join(block.text for block in blocks).replace(description, " ")
    around = outside.split(description[:40])[0]
    told = sentences(description.replace("\n", " "))
    for text, pattern in ((around, _CAMPO_OR_POINT), (f"{told[0]} {told[-1]}" if told else "", _CAMPO)):
        found = list(pattern.finditer(fold(text)))
        numbers = {int(match[1]) for match in found if 1 <= int(match[1]) <= len(CAMPI)}
        if len(numbers) == 1:
            return (Heading(found[0][0], "campo", tuple(numbers), None, ""),)
    return ()


def _with_text(block: Block, text: str) -> Block:
    return Block(block.index, text, block.kind, block.page, block.level, False, cell=block.cell, box=block.box)
