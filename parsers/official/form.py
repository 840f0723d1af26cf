"""The official form of Circular 5973/2015: is it there, and which campi does it mark?

Two states are better evidence than one: a mark counts where the other items look different.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.campi import CAMPI
from parsers.italian.text import close_letterspacing, fold
from parsers.model import EMPTY, TICKED, UNKNOWN, Block, BlockKind, Evidence
from parsers.official.headings import Heading, read_heading
from parsers.official.instructions import is_instruction, is_practice_label

#: A stretch of the form: each item's block, what it says, and its mark.
_Run = list[tuple[Block, Heading, str]]

#: The label of a heading whose numbers are ticks of the official form.
TICKS = "tick"
#: So many different titles make a form of a list of them, whatever stands around it.
NEARLY_ALL = 8
#: So many official titles in a row, with nothing between them, are the list of the form or an index, not headings.
LIST_OF_TITLES = 4
_FORM_WORDS = re.compile(
    r"contrassegnare uno o piu campi|sintetica descrizione della buona pratica|allegato alla circolare n\.? ?5973|"
    r"utilizzando una scheda per ogni campo"
)

_BOX_ON = f"{TICKED}✓✔✗✘■●"
_BOX_OFF = f"{EMPTY}□○"
_BOXES = re.compile(f"[{_BOX_ON}{_BOX_OFF}{UNKNOWN}]")
_TYPED = (
    r"(?:v(?= ?\d{1,2} ?[).–-])|\[ ?[xv*✓] ?\]|\( ?[x*✓] ?\)|<x>|\bx{1,3}\b(?!\s*(?:art|la\b|il\b))|→|[-=]{1,3}>|√|"
    r"\*{1,3}|\bsi\b|\( ?si ?\)|\[ ?si ?\]|_+x{1,2}_+)"
)
_BRACKETS_EMPTY = r"(?:\[ {0,3}\]|\( {0,3}\)|\[_+\]|\(_+\)|_{2,}|_(?= ?\d{1,2} ?[).–-]))"
#: Letters that draw boxes and check marks in Wingdings, before the number of an item: the font was lost on the way.
_LETTER_BOX = re.compile(r"(?<!\s)\s*(?:[-–•]\s?)?([þýüûoq¨])\s+(?=\d{1,2}\s?[).–-])")
#: The last characters of a mark behind its item: as typed, and as left empty.
_TYPED_END, _EMPTY_END = frozenset("])>x→√*i_"), frozenset("])_")
_TYPED_BEFORE = re.compile(rf"(?:[-–•] ?)?(?:{_TYPED}(?=[\s\d)\]-])|\d{{1,2}} ?[).] ?{_TYPED} )")
_TYPED_BEHIND = re.compile(rf"(?:\s|\.|;|:){_TYPED}[.;]?$")
_EMPTY_BEFORE = re.compile(rf"(?:[-–•] ?)?{_BRACKETS_EMPTY}")
_CHOSEN = ("contrassegnato", "selezionato", "barrato", "prescelto")
_SAID = re.compile(rf"\(?(?:campo )?(?:{'|'.join(_CHOSEN)})\)?")


#: Words behind an item that answer it, by a text elsewhere or by none.
_YES = re.compile(
    r"(?:(?:si|x|ok|presente|cfr)\b|v\.|(?:si |come )?(?:ved[iae]|descritt|allegat|riportat|illustrat)\w*\b)"
)
_NOT = re.compile(r"(?:no|non .{1,40}|negativ[oa]|nessun[oa]?.{0,20}|assente|/)\.?")
_KEY = re.compile(
    r"(?:[(\[](?:(?:vedi )?lett(?:era|\.) )?(?P<letter>[a-hA-H])[)\]]|(?<!\*)(?P<asterisks>\*{1,5}))(?!\w|\*)"
)


@dataclass(frozen=True, slots=True)
class FormItem:
    """One line of the form: which campo, in which block, `mark` one of TICKED, EMPTY, UNKNOWN or "" (no mark at
    all), `key` the letter or asterisks by which it refers to a text below, "" if it refers to none.
    """

    campo: int
    block: int
    mark: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The form found in a document: its items, the blocks that belong to it, what it marks (sorted). `label` is that of
    the heading which one of several forms is to the text below it.
    """

    items: tuple[FormItem, ...]
    blocks: frozenset[int]
    marked: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    label: str = "campo"

    def keys(self) -> dict[str, int]:
        """The campi of the items that refer to texts, by their keys; {} where two refer by the same."""
        keyed = [(item.key, item.campo) for item in self.items if item.key]
        return dict(keyed) if len({key for key, _ in keyed}) == len(keyed) < len(self.items) else {}

    def marks_one_above(self, block: int) -> bool:
        """Whether a block stands below the items and one campo alone is marked: the form asks for a scheda for each."""
        return len(self.marked) == 1 and all(block > item.block for item in self.items)


def find_form(blocks: Sequence[Block]) -> Form | None:
    """The official form in a document, None if there is none.

    It is known by its list of titles, or by its printed instructions with at least one title below (offices delete the
    items they did not choose).
    """
    instructed = any(_FORM_WORDS.search(fold(block.text)) for block in blocks)
    runs = _runs(blocks)
    best = _list_of_items(runs)
    if _head_texts(runs, best):
        best = []
    if not instructed and len(_campi(best)) < NEARLY_ALL:
        return None
    if not best:
        return Form((), _printed(blocks), (), ())
    items = tuple(
        FormItem(heading.campi[0], block.index, mark, block.text, key_of(block.text)) for block, heading, mark in best
    )
    members = {block.index for block, _, _ in best} | _mark_cells(blocks, best) | _printed(blocks)
    return form_of(items, {block.index: block for block, _, _ in best}, frozenset(members), instructed=instructed)


def _head_texts(runs: Sequence[_Run], best: _Run) -> bool:
    """Whether titles stand apart, each behind a label: `CAMPO DI INTERVENTO: 2) …` over a text, and again over the
    next one.
    """
    labelled = [run for run in runs if all(heading.label for _, heading, _ in run)]
    return len(best) < LIST_OF_TITLES and best in labelled and len(labelled) > 1


def titles_in_rows(blocks: Sequence[Block]) -> list[list[tuple[int, int]]]:
    """The official titles that stand one below the other with nothing between, each as the index of its block and its
    campo.
    """
    return [[(block.index, heading.campi[0]) for block, heading, _ in run] for run in _runs(blocks)]


def form_of(
    items: tuple[FormItem, ...], blocks: dict[int, Block], members: frozenset[int], *, instructed: bool = False
) -> Form:
    """The form with these items, whose `blocks` are given by their index, and what it marks."""
    chosen = _chosen(items, blocks, instructed=instructed)
    marked = tuple(sorted({item.campo for item in chosen}))
    evidence = tuple(Evidence(item.text, blocks[item.block].page, item.block) for item in chosen)
    return Form(items, members, marked, evidence)


def as_scanned(form: Form) -> Form:
    """The form as a scan shows it: where boxes were found at other items, an item without one has lost it, and nobody
    knows.
    """
    if not any(item.mark == EMPTY for item in form.items):
        return form
    return replace(form, items=tuple(item if item.mark else replace(item, mark=UNKNOWN) for item in form.items))


def _list_of_items(runs: Sequence[_Run]) -> _Run:
    """The longest run of titles, with the runs that go on where it begins or ends: descriptions may stand between
    items.
    """
    if not runs:
        return []
    longest = max(range(len(runs)), key=lambda number: len(_campi(runs[number])))
    best = list(runs[longest])
    for run in reversed(runs[:longest]):
        if not any(heading.label for _, heading, _ in run) and max(_campi(run)) < min(_campi(best)):
            best = [*run, *best]
    for run in runs[longest + 1 :]:
        if not any(heading.label for _, heading, _ in run) and min(_campi(run)) > max(_campi(best)):
            best = [*best, *run]
    return best


def _campi(run: _Run) -> set[int]:
    return {campo for _, heading, _ in run for campo in heading.campi}


#: The longest title has 163 characters; a mark, an own title of 130 and a good deal of space go with it.
_LONGEST_ITEM = 700


def item_of(block: Block) -> tuple[Heading, str] | None:
    """The heading and mark if a block reads like a line of the form."""
    if len(block.text) > _LONGEST_ITEM:
        return None
    mark, bare = _take_mark(close_letterspacing(block.text))
    heading = read_heading(bare)
    if heading is None or heading.title is None:
        return None
    return (heading, mark or _answer(heading.own_title)) if len(heading.own_title) < 130 else None


def _answer(said: str) -> str:
    """The mark that words behind an item are: `- SÌ, vedi sotto`, `(vedi allegato 2)`, `- no`; "" for a name."""
    folded = fold(said)
    return TICKED if _YES.match(folded) else EMPTY if _NOT.fullmatch(folded) else ""


def key_of(text: str) -> str:
    """By what an item refers to a text, and a text to an item: `(a)`, `[lett. b]`, `**`; "" where by nothing."""
    match = _KEY.search(text)
    return "" if match is None else (match["letter"] or match["asterisks"]).lower()


def _runs(blocks: Sequence[Block]) -> list[_Run]:
    """Stretches of items with nothing between them but marks and the rest of a broken line."""
    runs: list[_Run] = []
    run: _Run = []
    pending = ""
    gap = 0
    for block in blocks:
        if block.kind in {BlockKind.HEADER, BlockKind.FOOTER}:
            continue
        if (lone := _lone_mark(block)) is not None:
            pending = lone
            if run and block.cell is not None and run[-1][0].cell is not None and block.cell.row == run[-1][0].cell.row:
                # The mark stands in the cell behind the item.
                run[-1] = (run[-1][0], run[-1][1], run[-1][2] or lone)
                pending = ""
            continue
        found = item_of(block)
        if found is not None:
            heading, mark = found
            run.append((block, heading, mark or pending))
            gap = 0
        elif run and gap < 1 and _continues_item(block, run[-1][1]):
            gap += 1
        else:
            if run:
                runs.append(run)
            run, gap = [], 0
        pending = ""
    return [*runs, run] if run else runs


def _continues_item(block: Block, heading: Heading) -> bool:
    """The second line of a long title (campi 7 and 10 take two or three)."""
    if heading.title is None or len(block.text) > 160 or is_practice_label(block.text):
        return False
    title = fold(CAMPI[heading.title.campo - 1].title)
    words = list(re.findall(r"[a-z0-9]{4,}", fold(block.text)))
    return bool(words) and sum(word in title for word in words) >= 0.7 * len(words)


def _take_mark(text: str) -> tuple[str, str]:
    """The mark of a line and the line without it. A mark may stand before or behind the title."""
    bare = text.strip()
    folded = fold(bare)
    boxes = () if bare.isascii() else _BOXES.findall(bare)
    if boxes:
        mark = TICKED if any(box in _BOX_ON for box in boxes) else UNKNOWN if UNKNOWN in boxes else EMPTY
        bare = _BOXES.sub(" ", bare)
        if mark == EMPTY and (typed := _typed_mark(fold(bare))):
            return TICKED, _strip_typed(bare) if typed else bare
        return mark, re.sub(r"\s+", " ", bare).strip()
    if _typed_mark(folded):
        return TICKED, _strip_typed(bare)
    if no := _NO.match(bare) or _no_behind(bare):
        return EMPTY, bare.replace(no[0], " ", 1).strip() if no.re is _NO_BEHIND else bare[no.end() :].strip()
    if lost := _lost_font(bare):
        return lost, _LETTER_BOX.sub("", bare)
    if _EMPTY_BEFORE.match(folded) or (
        folded.rstrip(".;")[-1:] in _EMPTY_END and re.search(rf"{_BRACKETS_EMPTY}[.;]?$", folded)
    ):
        return EMPTY, re.sub(_BRACKETS_EMPTY, " ", bare).strip()
    return "", bare


#: `NO 5) …`, `(no) 5) …` and `5) … NO`: the answer beside `SI`.
_NO = re.compile(r"(?:[-–•] ?)?(?:no|\( ?no ?\)|\[ ?no ?\])\s*[-–:]?\s*(?=\d{1,2}\s?[).–-])", re.IGNORECASE)
_NO_BEHIND = re.compile(r"(?<![\s:;–-])[\s:;–-]+(?:NO|\( ?(?:NO|no) ?\)|\[ ?(?:NO|no) ?\])[.;]?$")


def _no_behind(text: str) -> re.Match[str] | None:
    return _NO_BEHIND.search(text) if "no" in text[-8:].lower() else None


def _lost_font(text: str) -> str:
    """The mark of a letter that was a box as long as its text was in Wingdings; "" for other beginnings."""
    match = _LETTER_BOX.match(text)
    return "" if match is None else TICKED if match[1] in "þýüû" else EMPTY


def _typed_mark(folded: str) -> bool:
    if _TYPED_BEFORE.match(folded):
        return True
    if folded.rstrip(".;")[-1:] in _TYPED_END and _TYPED_BEHIND.search(folded):
        return True
    return any(word in folded for word in _CHOSEN) and _SAID.search(folded) is not None


def _strip_typed(text: str) -> str:
    text = re.sub(rf"^\s*(?:[-–•]\s*)?{_TYPED}[\s]*", "", text, flags=re.IGNORECASE)
    text = re.sub(rf"^(\d{{1,2}} ?[).]) ?{_TYPED} ", r"\1 ", text, flags=re.IGNORECASE)
    text = re.sub(rf"[\s.;:]{_TYPED}[.;]?\s*$", "", text, flags=re.IGNORECASE)
    return _SAID.sub("", text).strip()


def _lone_mark(block: Block) -> str | None:
    """The mark of a block that holds nothing else (a cell, a line of its own); None if it holds more."""
    text = block.text.strip()
    if not text or len(text) > 6:
        return None
    if all(character in _BOX_ON for character in text):
        return TICKED
    if all(character in _BOX_OFF for character in text):
        return EMPTY
    if text == UNKNOWN:
        return UNKNOWN
    if re.fullmatch(_TYPED, fold(text)):
        return TICKED
    return EMPTY if re.fullmatch(_BRACKETS_EMPTY, fold(text)) or fold(text) == "no" else None


def _chosen(items: Sequence[FormItem], blocks: dict[int, Block], *, instructed: bool) -> list[FormItem]:
    """The items an office chose, by the first kind of evidence that shows two states."""
    ticked = [item for item in items if item.mark == TICKED]
    if ticked and (len(ticked) < len(items) or len(items) < LIST_OF_TITLES):
        return ticked
    if ticked:
        # The same mark before all of them: a bullet, unless the form is short or really all are ticked with boxes.
        return ticked if all(TICKED in item.text for item in items) else []
    if any(item.mark in {EMPTY, UNKNOWN} for item in items):
        return []
    for look in ("marked", "bold"):
        shown = [item for item in items if getattr(blocks[item.block], look)]
        if shown and len(shown) < len(items) and len(items) >= LIST_OF_TITLES:
            return shown
    keyed = [item for item in items if item.key]
    if keyed and len(keyed) < len(items):
        return keyed
    unstruck = [item for item in items if not blocks[item.block].struck]
    if unstruck and len(unstruck) < len(items):
        return unstruck
    if instructed and 0 < len({item.campo for item in items}) < NEARLY_ALL:
        # The items not chosen were deleted.
        return list(items)
    return []


def _mark_cells(blocks: Sequence[Block], items: Sequence[tuple[Block, Heading, str]]) -> set[int]:
    """Blocks between the first and last item that hold only marks or the rest of a title."""
    if not items:
        return set()
    first, last = items[0][0].index, items[-1][0].index
    return {
        block.index for block in blocks if first - 1 <= block.index <= last + 1 and _lone_mark(block) is not None
    } | {
        block.index
        for (item, heading, _) in items
        for block in blocks
        if block.index == item.index + 1 and item_of(block) is None and _continues_item(block, heading)
    }


def _printed(blocks: Sequence[Block]) -> frozenset[int]:
    return frozenset(block.index for block in blocks if is_instruction(block.text))
