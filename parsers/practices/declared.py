"""What stands over, beside or behind a practice and says its campo or its name."""

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from config.campi import ALTRO
from parsers.italian.text import fold, words
from parsers.lines.labels import bare_label, holds_text, names_practice, names_something
from parsers.lines.naming import declared_after, declares
from parsers.lines.readings import Reading
from parsers.lines.units import sentence_spans, sentences_of
from parsers.model import TICKED, Block
from parsers.official.asked import asks_for_campo, is_label_alone, value_heading
from parsers.official.behind import named_behind, named_right_behind
from parsers.official.clauses import opening_clause
from parsers.official.form import LIST_OF_TITLES, NEARLY_ALL, Form, item_of
from parsers.official.headings import Heading, read_heading
from parsers.official.instructions import is_practice_label
from parsers.official.mentioned import mentioned
from parsers.official.naming import denies
from parsers.official.titles import SURE, match_title, subject_of
from parsers.practices.broken import over_lines
from parsers.practices.cells import Cells
from parsers.practices.counters import campi_cells, counting_cells
from parsers.practices.running import named_at
from parsers.practices.ticked import answers
from parsers.practices.vouched import FEW_BELOW_HEADING

#: A heading stands at most so many blocks above the text it heads, names and labels between.
_MOST_BETWEEN, _MOST_CAMPI, _SLACK = 8, 6, 3
_ENDS_OF_LETTERS = frozenset({"closing", "signature", "salutation", "addressee", "subject", "disclaimer"})
_CHAPTER = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,4}) ?[.)°\-–]+ *(?=[^\W\d_])", re.IGNORECASE)
#: What says on the line of a heading that there is nothing below it.
_NOTHING = re.compile(
    r"(?:no|nulla|niente|negativ[oa]|n\.?d\.?|nessun[oa]? ?\w*|(?:nulla|niente) da \w+|non \w+(?: \w+){0,2})"
)
_INLINE = 12
_STOPS = frozenset(".;")
#: A label and the number of a campo have at most so many characters.
_LABEL_CHARS = 60


class Declarations:
    """Answers what is declared about the texts of one document; reads every block once."""

    def __init__(
        self,
        blocks: Sequence[Block],
        readings: Sequence[Reading],
        form: Form | None,
        chapters: Container[int] = frozenset(),
    ) -> None:
        self._blocks, self._readings, self._form, self._chapters = blocks, readings, form, chapters
        self._cells = Cells(blocks, readings)
        self._counting = counting_cells(blocks, readings)
        self._numbers = campi_cells(blocks, readings)
        self._of_rows: dict[tuple[int, int], list[tuple[int, Heading]]] = {}
        self._found = {place: (heading, 1) for place, heading in answers(blocks, form).items()}
        self._found |= {place: found for place in range(len(blocks)) if (found := self._heading_at(place)) is not None}
        if any(heading.title is not None and not heading.own_title for heading, _ in self._found.values()):
            self._found |= {
                place: (loose, 1) for place in range(len(blocks)) if (loose := self._loose_title(place)) is not None
            }
        self._labels = frozenset(place for place in self._found if self._is_label(place))
        self._behind = self._stand_behind()
        self._interleaved = self._texts_between_items()

    def places(self) -> list[int]:
        """The blocks that head something, lists of headings left out."""
        stacked: list[list[tuple[int, Heading]]] = []
        behind = -1
        for place in sorted(self._found):
            heading, used = self._found[place]
            if place <= behind:
                stacked[-1].append((place, heading))
            else:
                stacked.append([(place, heading)])
            behind = -1 if self._tells_inline(place) else place + used
        return [
            kept[-1][0] + self._found[kept[-1][0]][1] - 1
            for stack in stacked
            if (kept := self._without_lists(stack, stack[-1][0] + 1))
        ]

    def declaring(self) -> frozenset[int]:
        """Of these the blocks that say a campo."""
        return frozenset(place for place in self.places() if (found := self._found.get(place)) and found[0].campi)

    def _tells_inline(self, place: int) -> bool:
        """Whether a heading's own block goes on with a text: it is no line of a list of headings, of which the campi
        come again below it.
        """
        heading = self._found[place][0]
        own = heading.own_title.rstrip()
        if self._blocks[place].cell is not None:
            return False
        if len(words(own)) >= _INLINE and own[-1:] in ".!?":
            return True
        # A name has no stop and no parts.
        told = bool(heading.campi) and len(words(own)) >= FEW_BELOW_HEADING and (own[-1:] in ".;!?" or "," in own)
        return told and not set(heading.campi) & self._campi_behind(place + 1)

    def over(self, first: int, since: int) -> list[tuple[int, Heading]]:
        """The headings between the blocks `since` and `first` (exclusive) that head a text which begins at `first`."""
        stack: list[tuple[int, Heading]] = []
        place, told = since, False
        while place < first:
            if self._behind and place in self._labels:
                place += 1
                continue
            if is_practice_label(self._blocks[place].text):
                stack = [one for one in stack if not self._readings[one[0]].form]
            if place in self._found and not self._is_of_other_row(place, first):
                heading, used = self._found[place]
                if self._says_nothing(place) or (told and stack and not set(heading.campi) & set(stack[-1][1].campi)):
                    # What stands between two headings of other campi answers the first (`4) no`).
                    stack = []
                if not self._says_nothing(place):
                    stack.append((place, heading))
                place, told = place + used, False
                continue
            told = told or self._answers(place)
            place += 1
        return self._without_lists(stack, first)

    def _is_of_other_row(self, place: int, first: int) -> bool:
        """Whether a cell stands in another row than a text whose column has a head: each row is of its own."""
        one, other = self._blocks[place].cell, self._blocks[first].cell
        rows = one is not None and other is not None and one.table == other.table and one.row != other.row
        return rows and self._has_rows(first)

    def _has_rows(self, place: int) -> bool:
        """Whether a cell stands in a table with a practice a row: its column has a head, and its row no label."""
        reading = self._readings[place]
        return bool(reading.head) and not reading.label

    def answered(self) -> list[int]:
        """The blocks of running text that name their campo at their end."""
        return [
            place
            for place, block in enumerate(self._blocks)
            if self._may_answer(place) and self.behind(place, len(block.text))[0] and not self._is_titled(place)
        ]

    def _may_answer(self, place: int) -> bool:
        """Whether a block tells something, at least behind a first sentence that only opens a letter."""
        text = self._blocks[place].text
        opens = self._readings[place].opening and len(sentence_spans(text)) > 1
        # A name has no stop: `2. Ospiti in casa (campo 3)`.
        return self._tells(place, opens=opens, least=FEW_BELOW_HEADING if text.rstrip()[-1:] in _STOPS else _INLINE)

    def _is_titled(self, place: int) -> bool:
        """`2. Oggetto: progetti di sostegno … (campo 10)`: nothing but a label, an official title and its number."""
        heading = self._readings[place].heading
        if heading is not None and heading.title is not None and not heading.own_title:
            return True
        own = heading.own_title if heading is not None else ""
        parts = (own, own.partition(":")[2])
        titles = [(part, match_title(part.strip())) for part in parts if part.strip()]
        return any(title and title.score >= SURE and title.length >= len(part.strip()) - 1 for part, title in titles)

    def _says_nothing(self, place: int) -> bool:
        """Whether a heading is answered on its own line: `campo 11: nulla`."""
        own = self._found[place][0].own_title.strip(" .;-–—/")
        return bool(own) and _NOTHING.fullmatch(fold(own)) is not None

    def _answers(self, place: int) -> bool:
        """Whether a block could be a short answer to the heading above it."""
        reading, cell = self._readings[place], self._blocks[place].cell
        only_marks = not reading.words and bool(self._blocks[place].text.strip())
        known = reading.form or reading.detail or reading.labels or reading.frame
        return cell is None and (only_marks or (bool(reading.words) and not known))

    def any_between(self, places: range) -> bool:
        """Whether a heading of any kind stands among these blocks: what stands below it is not below an earlier one."""
        return any(place in self._found for place in places)

    def letter_ends(self, places: range) -> bool:
        """Whether a letter ends or begins among these blocks."""
        return any(self._readings[place].frame in _ENDS_OF_LETTERS for place in places)

    def beside(self, place: int) -> list[tuple[int, Heading]]:
        """What other cells of the same row, or the cell's own label, say of its campo."""
        cell = self._blocks[place].cell
        if cell is None:
            return []
        if (above := self._column_head(place)) is not None:
            return [above]
        row = (cell.table, cell.row)
        if row not in self._of_rows:
            told = ((other, self._of_cell(other)) for other in self._cells.of_row(*row))
            self._of_rows[row] = [(other, heading) for other, heading in told if heading is not None]
        return [(other, heading) for other, heading in self._of_rows[row] if other != place]

    def _column_head(self, place: int) -> tuple[int, Heading] | None:
        """The campo that heads the column of a cell."""
        cell, head = self._blocks[place].cell, self._readings[place].head
        if cell is None:
            return None
        for other in self._cells.heads(cell.table, cell.column, head):
            over, heading = self._blocks[other].cell, self._readings[other].heading
            if other < place and over is not None and over.row < cell.row and heading is not None:
                return other, heading
        return None

    def inline(self, place: int, offset: int) -> tuple[Heading | None, int]:
        """The heading at the beginning of a block whose text goes on with the practice, and where that text begins: not
        before `offset`, where the first line of the practice stands.
        """
        block, heading = self._blocks[place], self._readings[place].heading
        if heading is not None and heading.campi and heading.own_title:
            start = block.text.find(heading.own_title[:40])
            if start >= offset - _SLACK and len(words(heading.own_title)) >= _INLINE // 2:
                return heading, max(start, offset)
        named = named_at(block, offset)
        return named or ((None, offset) if offset else opening_clause(block.text))

    def behind(self, place: int, end: int) -> tuple[list[tuple[int, Heading]], int]:
        """What is said of the campo behind a text that ends at `end` in the block at `place`: in brackets at its end,
        or on a line that is nothing but a label and a number, where the document names its campi so. With the place
        where the text really ends.
        """
        text = self._blocks[place].text
        # Behind a full stop the brackets are a line of their own, which is no part of the text.
        for ends in (end, len(text)):
            named = named_behind(text[:ends]) or declared_after(text[:ends])
            if named is not None and named[1] <= end:
                return [(place, named[0])], named[1]
        if named_behind(text) is not None and (bracketed := named_right_behind(text, end)) is not None:
            return [(place, bracketed)], end
        following = place + 1
        if self._behind and following in self._labels:
            return [(following, self._found[following][0])], end
        return [], end

    def label_end(self, place: int) -> int:
        """Behind a printed label such as `Descrizione:` at the beginning of a block, 0 if there is none."""
        head, colon, rest = self._blocks[place].text.partition(":")
        if not colon or not rest.strip() or not holds_text(head):
            return 0
        return len(head) + 1 + len(rest) - len(rest.lstrip())

    def is_label(self, place: int) -> bool:
        """Whether a block is the label of a row and no text."""
        return self._readings[place].labels

    def title_between(self, since: int, first: int) -> tuple[str, int | None]:
        """What a labelled line or cell between two blocks says the practice is called, and its place."""
        sheet = self._blocks[first].cell
        for place in range(first - 1, since - 1, -1):
            block, reading = self._blocks[place], self._readings[place]
            in_table = block.cell is not None and sheet is not None and block.cell.table == sheet.table
            if block.cell and sheet and self._has_rows(first) and in_table and block.cell.column == sheet.column:
                # What stands in the column of descriptions is one.
                continue
            if place < first - _MOST_BETWEEN and not in_table:
                break
            head, colon, value = block.text.partition(":")
            is_subject = reading.frame == "subject" and block.cell is None
            if colon and value.strip() and names_practice(head) and len(words(value)) <= 30 and not is_subject:
                return value.strip(' "“”«».'), place
            in_sheet = any(one.label for one in self._readings[place : place + 2])
            if names_practice(reading.label if in_sheet else reading.head):
                return block.text.strip(' "“”«».'), place
        return "", None

    def mentioned(self, first: int, end: int, text: str) -> Heading | None:
        """The one campo that is named in the lines before a text (the block at `first` up to `end` included), or in its
        first or last sentence.
        """
        known = zip(self._blocks[:first], self._readings, strict=False)
        above = (*(block.text for block, reading in known if not reading.form), self._blocks[first].text[:end])
        before = [part for piece in above for part in sentences_of(piece)]
        told = sentences_of(text)
        return mentioned(
            *(" ".join(part for part in said if not denies(part)) for said in (before, told[:1] + told[-1:]))
        )

    def name_above(self, first: int, since: int) -> tuple[str, int | None]:
        """The line above a text if it could name something and no rule knows it as anything else, and its place;
        details of the practice may stand between.
        """
        place = first - 1
        while place > since and self._is_between(place):
            place -= 1
        if place < since or place in self._found or self._blocks[place].cell:
            return "", None
        reading, text = self._readings[place], _CHAPTER.sub("", self._blocks[place].text)
        known = reading.frame is not None or reading.opening or reading.detail or reading.form
        return ("", None) if known or not names_something(text) else (text, place)

    def _is_between(self, place: int) -> bool:
        """Whether a block may stand between a name and its text: a detail, or the head of the first chapter."""
        return not self._blocks[place].cell and (self._readings[place].detail or place in self._chapters)

    def _heading_at(self, place: int) -> tuple[Heading, int] | None:
        """The heading at a block and over how many blocks it runs: long titles are broken over lines."""
        block, reading = self._blocks[place], self._readings[place]
        if block.cell is not None and (beside := self._of_cell(place)) is not None:
            return beside, 1
        heading = reading.heading
        if heading is None:
            found = item_of(block) if reading.form else None
            return (found[0], 1) if found else None
        return over_lines(self._blocks, self._readings, place, heading)

    def _campi_behind(self, first: int) -> set[int]:
        return {campo for place, (heading, _) in self._found.items() if place >= first for campo in heading.campi}

    def _texts_between_items(self) -> bool:
        """Whether texts stand between the items of the form."""
        items = [place for place, reading in enumerate(self._readings) if reading.form and reading.heading is not None]
        return bool(items) and any(self._tells(place) for place in range(items[0], items[-1]))

    def _loose_title(self, place: int) -> Heading | None:
        """Where one practice stands below a bare title the others may too, and a title retyped in few words counts as
        well.
        """
        block, reading = self._blocks[place], self._readings[place]
        if place in self._found or reading.form or len(reading.words) > 9 or block.text.rstrip()[-1:] in ".;,":
            return None
        following = self._blocks[place + 1].text if place + 1 < len(self._blocks) else ""
        if len(words(following)) < _INLINE and not denies(following):
            return None
        bare = _CHAPTER.sub("", block.text).rstrip()
        titled = [self._blocks[other] for other, (heading, _) in self._found.items() if heading.title is not None]
        title = match_title(bare) or (subject_of(bare) if _look(block) in map(_look, titled) else None)
        return Heading(block.text, "", (), title, "") if title and title.length >= len(bare) - 1 else None

    def _is_label(self, place: int) -> bool:
        """Whether a block is nothing but a label and the number of a campo."""
        block, (heading, _) = self._blocks[place], self._found[place]
        short = len(block.text) <= _LABEL_CHARS and is_label_alone(block.text)
        plain = block.cell is None and (short or declares(block.text) is not None)
        return plain and bool(heading.numbers) and not heading.own_title and heading.title is None

    def _stand_behind(self) -> bool:
        """Whether such labels stand behind the texts they are about: text above the first of them, and none below the
        last.
        """
        places = sorted(self._labels)
        if not places:
            return False
        stretches = pairwise([-1, *places, len(self._blocks)])
        told = [any(self._may_answer(place) for place in range(start + 1, end)) for start, end in stretches]
        return all(told[:-1]) and not told[-1]

    def _tells(self, place: int, *, opens: bool = False, least: int = _INLINE) -> bool:
        reading = self._readings[place]
        known = reading.frame is not None or (reading.opening and not opens) or reading.form
        return len(reading.words) >= least and not known

    def _of_cell(self, place: int) -> Heading | None:
        """What a cell says of the campo: by itself, or as the value of a label that asks for it."""
        block, reading = self._blocks[place], self._readings[place]
        if place in self._counting or len(reading.words) > 40:
            return None
        if reading.form and reading.heading is None and not item_of(block):
            return None
        labels = (bare_label(label) for label in (reading.label, reading.head) if label)
        if any(map(asks_for_campo, labels)) and (value := value_heading(block.text)) is not None:
            return value
        heading = self._numbers.get(place) or read_heading(block.text, prominent=True) or reading.heading
        return heading if heading is not None and heading.campi and not heading.own_title else None

    def _behind_form(self, stack: list[tuple[int, Heading]]) -> list[tuple[int, Heading]]:
        """The headings that stand behind the last item of the official form, [] if none of it stands above them."""
        items = [n for n, (place, _) in enumerate(stack) if self._readings[place].form]
        behind = stack[items[-1] + 1 :] if items else []
        return behind if len(behind) < LIST_OF_TITLES else []

    def _without_lists(self, stack: list[tuple[int, Heading]], first: int) -> list[tuple[int, Heading]]:
        """Headings on top of each other: the list of the form or an index if many or if they come again, several campi
        of one practice if few.
        """
        if not stack:
            return stack
        campi = {campo for _, heading in stack for campo in heading.campi}
        last_place, last = stack[-1]
        above = {campo for _, heading in stack[:-1] for campo in heading.campi} - set(last.campi)
        if len(campi) >= LIST_OF_TITLES:
            if behind := self._behind_form(stack):
                return behind
            items = ((one, item_of(self._blocks[one[0]])) for one in stack)
            ticked = [one for one, item in items if item is not None and item[1] == TICKED]
            if len(ticked) == 1:
                return ticked
            of_form = self._readings[last_place].form or len(campi) >= NEARLY_ALL
            return [] if ticked or (ALTRO in last.campi and of_form and not self._interleaved) else [stack[-1]]
        if above and above <= self._campi_behind(first):
            return [stack[-1]]
        if any(self._readings[place].form for place, _ in stack):
            return [one for one in stack if not self._readings[one[0]].form] or [stack[-1]]
        return stack


def _look(block: Block) -> tuple[bool, int | None, bool]:
    """How a heading is set, and whether it has a number."""
    return block.bold, block.level, _CHAPTER.match(block.text) is not None
