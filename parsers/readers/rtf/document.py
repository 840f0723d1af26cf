"""Rich Text Format (specification 1.9.1): our own reader, because no other keeps the ticks of form fields and symbol
fonts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from config import account
from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import RTF
from parsers.model import UNKNOWN, Block, BlockKind, DocumentText
from parsers.readers.rtf.pictures import Embedded
from parsers.readers.rtf.properties import Layout, State
from parsers.readers.rtf.sheets import CODE_PAGES, Sheets, code_page
from parsers.readers.rtf.table import Table
from parsers.readers.rtf.tokens import Token, tokens
from parsers.readers.rtf.words import CHARACTERS, KEPT, SILENT, STORIES, TARGETS
from parsers.readers.shared.lists import bullet
from parsers.readers.shared.runs import ParagraphText, box_state, symbol_field
from parsers.readers.shared.symbols import in_symbol_font, is_symbol_font

#: Destinations that are read also where older programs may skip them, and the lists at the head of a file.
_KNOWN = KEPT | TARGETS.keys() | STORIES.keys()
_LISTS = frozenset({"fonts", "colours", "styles"})


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
class _Reading:
    """The walk over the tokens of one file."""

    left: int
    room: int
    notes: list[Block] = field(default_factory=list)
    embedded: Embedded = field(default_factory=Embedded)
    initial: str = ""
    _around: list[Block] = field(default_factory=list)
    _state: State = field(default_factory=State)
    _stack: list[tuple[State, str]] = field(default_factory=list)
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
    _table: Table = field(default_factory=Table)

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
        self._stories[0].blocks += self._table.end()
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
        elif target in _LISTS:
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
            self._end_story(story)
        if self._stack:
            self._state, self._destination = self._stack.pop()

    def _end_story(self, story: _Story) -> None:
        self._end_paragraph(in_cell=False)
        self._stories.pop()
        if story.kind is BlockKind.PARAGRAPH:
            self._stories[-1].text.boxes.append(story.blocks)
        else:
            (self.notes if story.kind is BlockKind.NOTE else self._around).extend(story.blocks)

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
        if word in SILENT or (starred and word not in _KNOWN):
            self._enter(word, "skip")
        elif word == "object":
            self._enter(word, self._state.target)
            self.embedded.enter_object()
        elif self._is_passed(word):
            return
        elif word in STORIES:
            self._stories.append(_Story(STORIES[word], len(self._stack)))
            self._state = replace(self._state, target="body", layout=Layout())
        elif word in TARGETS:
            self._enter(word, "skip" if word == "fldrslt" and self._answered else TARGETS[word])
        else:
            self._property(word, value)

    def _is_passed(self, word: str) -> bool:
        """Whether a word says nothing where it stands. A shape keeps its picture among its properties."""
        target = self._state.target
        return (target == "skip" and word not in {"ud", "shptxt"}) or (target == "shape" and word != "pict")

    def _property(self, word: str, value: int | None) -> None:
        """A word that is no destination, by where the text of its group goes."""
        target = self._state.target
        if target == "binary":
            self.embedded.property(word, value)
        elif target == "form":
            self._form_property(word, value)
        elif target in _LISTS:
            self._sheets.property(target, word, value, self._default)
        elif word in CHARACTERS:
            if target == "body":
                self._stories[-1].text.add(CHARACTERS[word])
        elif not self._paragraph_mark(word) and not self._table.mark(word, value):
            self._setting(word, value)

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
                self._table.cells.append([])
        else:
            return False
        return True

    def _setting(self, word: str, value: int | None) -> None:
        """A word that says how what follows is set."""
        if (layout := self._state.layout.changed(word, value)) is not None:
            self._state = replace(self._state, layout=layout)
        elif word in CODE_PAGES or word == "ansicpg":
            self._default = CODE_PAGES.get(word) or code_page(value)
            self._state = replace(self._state, encoding=self._default)
        else:
            self._state = self._state.changed(word, value, self._sheets, self._default)

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
        made = self._blocks(story.kind, text, label, lines)
        self.room -= len(made)
        made += [block for box in text.boxes for block in box]
        if len(self._stories) > 1:
            story.blocks += made
        elif in_cell:
            self._table.cells[-1] += made
        elif made:
            story.blocks += [*self._table.end(), *made]

    def _blocks(
        self, kind: BlockKind, text: ParagraphText[list[Block]], label: str, lines: Sequence[str]
    ) -> list[Block]:
        """The lines of a paragraph, the first behind its label."""
        layout = self._state.layout
        level = layout.level or self._sheets.levels.get(layout.style if layout.style is not None else -1)
        if kind is BlockKind.PARAGRAPH and (label or layout.listed):
            kind = BlockKind.LIST_ITEM
        shown = [f"{label} {line}" if label and not number else line for number, line in enumerate(lines)]
        marked = text.marked or layout.framed
        return [Block(0, line, kind, level=level, bold=text.bold, marked=marked, struck=text.struck) for line in shown]


def _shown_label(label: str) -> str:
    """A list number as it is printed; of a bullet only what may be an answer."""
    label = label.replace("\t", " ").strip()
    return label if not label or any(character.isalnum() for character in label) else bullet(label, "")
