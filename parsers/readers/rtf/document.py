"""Rich Text Format (specification 1.9.1): our own reader, because no other keeps the ticks of form fields and symbol
fonts.
"""

import re
from dataclasses import dataclass, field, replace

from config import account
from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import RTF
from parsers.model import UNKNOWN, Block, BlockKind, Cell, DocumentText
from parsers.readers.rtf.pictures import Embedded
from parsers.readers.rtf.sheets import CODE_PAGES, Sheets, code_page
from parsers.readers.rtf.tokens import Token, tokens
from parsers.readers.rtf.words import CHARACTERS, FRAMES, KEPT, MARKS, SILENT, STORIES, SWITCHES, TARGETS
from parsers.readers.shared.lists import bullet
from parsers.readers.shared.runs import Look, ParagraphText, box_state, symbol_field
from parsers.readers.shared.symbols import in_symbol_font, is_symbol_font


def read(content: bytes, limits: Limits) -> DocumentText:
    """All text in reading order: headers, the body, notes, footers. Raises DocumentError for what is no RTF at all."""
    content = content.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if not content.startswith(b"{\\rtf"):
        raise DocumentError("it does not begin like RTF")
    reading = _Reading(limits.text_chars, limits.blocks)
    for token in tokens(content):
        reading.take(token)
        if reading.room < 0:
            break
    if reading.depth and reading.room >= 0:
        reading.embedded.gaps.append("the file ends before its last group does: it is cut off")
    if reading.left < 0:
        account.cut_short(f"only the first {limits.text_chars} characters were read (LIMIT_TEXT_CHARS)")
    blocks = [
        *reading.furniture(BlockKind.HEADER),
        *reading.finish(),
        *reading.notes,
        *reading.furniture(BlockKind.FOOTER),
    ]
    numbered = tuple(replace(block, index=index) for index, block in enumerate(blocks))
    return DocumentText(RTF, numbered, attachments=reading.embedded.enclosures(), gaps=tuple(reading.embedded.gaps))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The properties of a paragraph."""

    level: int | None = None
    in_table: bool = False
    framed: bool = False
    listed: bool = False
    drop_cap: bool = False
    style: int | None = None


@dataclass(frozen=True, slots=True)
class _State:
    r"""What a group inherits: where its text goes, and how it is set. `fallbacks` is how many characters follow a
    `\u`.
    """

    target: str = "body"
    look: Look = field(default_factory=Look)
    marks: frozenset[str] = frozenset()
    layout: _Layout = field(default_factory=_Layout)
    encoding: str = "windows-1252"
    fallbacks: int = 1


@dataclass(slots=True)
class _Form:
    """A legacy form field under way: kind 1 is a check box, 2 a list."""

    kind: int = 0
    result: int | None = None
    default: int | None = None
    entries: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Story:
    """A stretch of text with paragraphs of its own; `depth` is that of its group."""

    kind: BlockKind
    depth: int = 0
    text: ParagraphText[list[Block]] = field(default_factory=ParagraphText)
    label: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A table row: the paragraphs of each cell, and the right borders of the columns."""

    cells: list[list[Block]]
    edges: list[int]


@dataclass(slots=True)
class _Reading:
    """The walk over the tokens of one file."""

    left: int
    room: int
    notes: list[Block] = field(default_factory=list)
    embedded: Embedded = field(default_factory=Embedded)
    initial: str = ""
    _around: list[Block] = field(default_factory=list)
    _state: _State = field(default_factory=_State)
    _stack: list[tuple[_State, str]] = field(default_factory=list)
    _destination: str = ""
    _stories: list[_Story] = field(default_factory=lambda: [_Story(BlockKind.PARAGRAPH)])
    _sheets: Sheets = field(default_factory=Sheets)
    _default: str = "windows-1252"
    _starred: bool = False
    _pending: int = 0
    _bytes: bytearray = field(default_factory=bytearray)
    _units: list[str] = field(default_factory=list)
    _code: str = ""
    _form: _Form = field(default_factory=_Form)
    _answered: bool = False
    _cells: list[list[Block]] = field(default_factory=lambda: [[]])
    _edges: list[int] = field(default_factory=list)
    _rows: list[_Row] = field(default_factory=list)
    _tables: int = 0

    def take(self, token: Token) -> None:
        """Takes in one token."""
        if self._state.target == "binary" and (not token.word or token.word == "bin"):
            self._take_binary(token)
        elif not token.word:
            passed = min(self._pending, len(token.text))
            self._pending -= passed
            self._bytes += token.text[passed:]
        elif token.word == "u" and token.value is not None:
            self._decode()
            self._units.append(chr(token.value & 0xFFFF))
            self._pending = self._state.fallbacks
        else:
            self._flush()
            self._pending = 0
            if token.word == "{":
                self._stack.append((self._state, self._destination))
                self._destination = ""
            elif token.word == "}":
                self._close()
            elif token.word == "*":
                self._starred = True
            else:
                starred, self._starred = self._starred, False
                self._control(token.word, token.value, starred)

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._stack)

    def _take_binary(self, token: Token) -> None:
        if token.word:
            self.embedded.raw += token.text
        else:
            self.embedded.digits.append(token.text)

    def finish(self) -> list[Block]:
        """The blocks of the body."""
        self._flush()
        del self._stories[1:]
        self._end_paragraph(in_cell=self._state.layout.in_table)
        self._end_table()
        return self._stories[0].blocks

    def furniture(self, kind: BlockKind) -> list[Block]:
        """The lines of headers or footers, each once."""
        return list({block.text: block for block in self._around if block.kind is kind}.values())

    def _decode(self) -> None:
        if self._bytes:
            self._units.append(self._bytes.decode(self._state.encoding, "replace"))
            self._bytes.clear()

    def _flush(self) -> None:
        """Text goes where the group sends it."""
        self._decode()
        if not self._units:
            return
        text = "".join(self._units)
        # Half a pair waits for its other half, which may stand behind a control word.
        self._units = [text[-1]] if "\ud800" <= text[-1] <= "\udbff" else []
        text = text[: len(text) - len(self._units)]
        if any("\ud800" <= character <= "\udfff" for character in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        target = self._state.target
        if target == "body":
            self.left -= len(text)
            if self.left >= 0:
                self._stories[-1].text.take(text, replace(self._state.look, marked=bool(self._state.marks)))
        elif target == "label":
            self._stories[-1].label += (
                in_symbol_font(text, self._state.look.font) if is_symbol_font(self._state.look.font) else text
            )
        elif target == "code":
            self._code += text
        elif target == "entry":
            self._form.entries.append(text)
        elif target in {"fonts", "colours", "styles"}:
            self._sheets.text(target, text)

    def _close(self) -> None:
        """A group ends: what it was about is complete."""
        destination, story = self._destination, self._stories[-1]
        if destination == "formfield":
            self._end_form()
        elif destination in {"pict", "objdata"}:
            self.embedded.end(destination)
        elif destination == "object":
            self.embedded.in_object = False
        elif destination == "fldinst":
            # Some programs write the field without its state.
            lost = UNKNOWN if "FORMCHECKBOX" in self._code.upper() and not self._answered else ""
            self._stories[-1].text.add(lost or symbol_field(self._code))
        if len(self._stories) > 1 and story.depth == len(self._stack):
            self._end_paragraph(in_cell=False)
            self._stories.pop()
            if story.kind is BlockKind.PARAGRAPH:
                self._stories[-1].text.boxes.append(story.blocks)
            else:
                (self.notes if story.kind is BlockKind.NOTE else self._around).extend(story.blocks)
        if self._stack:
            self._state, self._destination = self._stack.pop()

    def _end_form(self) -> None:
        form = self._form
        if form.kind == 1:
            self._stories[-1].text.add(box_state(form.result, form.default))
        elif form.kind == 2:
            chosen = form.default if form.result in {None, 25} else form.result
            if chosen is not None and chosen < len(form.entries):
                self._stories[-1].text.add(form.entries[chosen].strip())
        self._answered = form.kind in {1, 2}

    def _control(self, word: str, value: int | None, starred: bool) -> None:
        if word in SILENT or (starred and word not in KEPT | TARGETS.keys() | STORIES.keys()):
            self._enter(word, "skip")
        elif word == "object":
            self._enter(word, self._state.target)
            self.embedded.enter_object()
        elif self._state.target == "skip" and word not in {"ud", "shptxt"}:
            return
        elif self._state.target == "shape" and word != "pict":
            # A shape keeps its picture among its properties.
            return
        elif word in STORIES:
            self._stories.append(_Story(STORIES[word], len(self._stack)))
            self._state = replace(self._state, target="body", layout=_Layout())
        elif word in TARGETS:
            self._enter(word, "skip" if word == "fldrslt" and self._answered else TARGETS[word])
        elif self._state.target == "binary":
            self.embedded.property(word, value)
        elif self._state.target == "form":
            self._form_property(word, value)
        elif self._state.target in {"fonts", "colours", "styles"}:
            self._sheets.property(self._state.target, word, value, self._default)
        elif word in CHARACTERS:
            self._stories[-1].text.add(CHARACTERS[word]) if self._state.target == "body" else None
        elif (
            not self._paragraph_mark(word)
            and not self._table_mark(word, value)
            and not self._paragraph_property(word, value)
        ):
            self._character_property(word, value)

    def _enter(self, word: str, target: str) -> None:
        self._destination = word
        self._state = replace(self._state, target=target)
        if word == "fldinst":
            self._code, self._answered = "", False
        elif word == "formfield":
            self._form = _Form()
        elif target == "binary":
            self.embedded.begin()

    def _form_property(self, word: str, value: int | None) -> None:
        if word == "fftype":
            self._form.kind = value or 0
        elif word == "ffres":
            self._form.result = value
        elif word == "ffdefres":
            self._form.default = value

    def _paragraph_mark(self, word: str) -> bool:
        if word in {"par", "sect", "page"}:
            if self._state.target == "body":
                self._end_paragraph(in_cell=self._state.layout.in_table)
        elif word in {"cell", "nestcell", "nestrow"}:
            self._end_paragraph(in_cell=True)
            if word == "cell" and len(self._stories) == 1:
                self._cells.append([])
        else:
            return False
        return True

    def _table_mark(self, word: str, value: int | None) -> bool:
        if word == "trowd":
            self._edges = []
        elif word == "cellx" and value is not None:
            self._edges.append(value)
        elif word == "row":
            self._rows.append(_Row(self._cells[:-1] if not self._cells[-1] else self._cells, self._edges))
            self._cells = [[]]
        else:
            return False
        return True

    def _paragraph_property(self, word: str, value: int | None) -> bool:
        layout = self._state.layout
        if word == "pard":
            layout = _Layout()
        elif word in {"intbl", "itap"}:
            layout = replace(layout, in_table=value != 0)
        elif word == "outlinelevel":
            layout = replace(layout, level=value + 1 if value is not None and value < 9 else None)
        elif word == "s":
            layout = replace(layout, style=value)
        elif word == "ls":
            layout = replace(layout, listed=bool(value))
        elif word == "dropcapli":
            layout = replace(layout, drop_cap=bool(value))
        elif word in FRAMES or (word == "cbpat" and value):
            layout = replace(layout, framed=True)
        else:
            return False
        self._state = replace(self._state, layout=layout)
        return True

    def _character_property(self, word: str, value: int | None) -> None:
        state, on = self._state, value != 0
        if word == "plain":
            state = replace(state, look=Look(), marks=frozenset(), encoding=self._default)
        elif word == "f" and value in self._sheets.fonts:
            name, encoding = self._sheets.fonts[value]
            state = replace(state, look=replace(state.look, font=name), encoding=encoding)
        elif word == "b":
            state = replace(state, look=replace(state.look, bold=on))
        elif word in SWITCHES:
            state = replace(state, look=state.look.switched(SWITCHES[word], on=on))
        elif word in MARKS or word == "cf" or re.fullmatch(r"ul(?!c)[a-z]*", word):
            mark = MARKS.get(word, "colour" if word == "cf" else "line")
            shown = on and word != "ulnone" and (word != "cf" or self._sheets.is_coloured(value))
            state = replace(state, marks=state.marks | {mark} if shown else state.marks - {mark})
        elif word == "uc":
            state = replace(state, fallbacks=max(value or 0, 0))
        elif word in CODE_PAGES or word == "ansicpg":
            self._default = CODE_PAGES.get(word) or code_page(value)
            state = replace(state, encoding=self._default)
        self._state = state

    def _end_paragraph(self, *, in_cell: bool) -> None:
        """The paragraph under way becomes blocks, and after it the text boxes anchored in it."""
        story = self._stories[-1]
        text, story.text = story.text, ParagraphText()
        label, story.label = _shown_label(story.label), ""
        layout, lines = self._state.layout, text.lines()
        if layout.drop_cap:
            # Only the large first letters of the next paragraph.
            self.initial += "".join(lines)
            return
        if self.initial and lines:
            lines[0], self.initial = self.initial + lines[0], ""
        level = layout.level or self._sheets.levels.get(layout.style if layout.style is not None else -1)
        kind = (
            BlockKind.LIST_ITEM
            if story.kind is BlockKind.PARAGRAPH and (label or layout.listed) and lines
            else story.kind
        )
        made = [
            Block(0, f"{label} {line}" if label and not number else line, kind, level=level, bold=text.bold,
                  marked=text.marked or layout.framed, struck=text.struck)
            for number, line in enumerate(lines)
        ]  # fmt: skip
        self.room -= len(made)
        made += [block for box in text.boxes for block in box]
        if len(self._stories) > 1:
            story.blocks += made
        elif in_cell:
            self._cells[-1] += made
        else:
            if made:
                self._end_table()
            story.blocks += made

    def _end_table(self) -> None:
        """The rows so far become cells, by the column borders that they share."""
        if any(self._cells):
            self._rows.append(_Row(self._cells, self._edges))
        rows, self._rows, self._cells = self._rows, [], [[]]
        only_layout = all(len(row.cells) < 2 for row in rows)
        borders = {edge: place for place, edge in enumerate(sorted({edge for row in rows for edge in row.edges}))}
        for number, row in enumerate(rows):
            for column, blocks in enumerate(row.cells):
                before = row.edges[column - 1] if 0 < column <= len(row.edges) else None
                place = borders[before] + 1 if before is not None else column
                cell = None if only_layout else Cell(self._tables, number, place)
                self._stories[0].blocks += [
                    replace(block, cell=cell, kind=block.kind if only_layout else BlockKind.CELL) for block in blocks
                ]
        self._tables += bool(rows)


def _shown_label(label: str) -> str:
    """A list number as it is printed; of a bullet only what may be an answer."""
    label = label.replace("\t", " ").strip()
    return label if not label or any(character.isalnum() for character in label) else bullet(label, "")
