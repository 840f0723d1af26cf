"""What the commands share: settings from options, JSON and tables, progress at a terminal."""

import functools
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from config.errors import StorageUnavailableError, UsageError
from config.settings import Settings, load
from config.vocabulary import MessageState
from jobs.language.words import retell, tell, use, word
from jobs.progress import Progress, Silent

if TYPE_CHECKING:
    from jobs.app import App


#: `user:password@`, or a parameter that is named like one.
_PASSWORD_IN_URL = re.compile(
    r"[a-z+0-9]+://(?:[^/?#@]*:[^/?#]+@|[^?]*\?(?:[^#]*&)?(?:password|sslpassword)=.)", re.IGNORECASE
)


#: A space that belongs to the number before it; what stands in its place while lines are broken.
_AFTER_A_NUMBER, _TIED = re.compile(r"(?<=\d) (?=\S)"), "\N{NO-BREAK SPACE}"
#: Longer words may be broken in a table; texts that are longer share what is left of the line.
_LONGEST_WORD, _SHORT = 30, 24
#: Characters between two columns.
_APART = 2


def with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--database-url` and `--data-dir`; the command gets the `settings` in force."""

    @click.option("--database-url", metavar="URL", help="Database to use instead of the one of the settings.")
    @click.option(
        "--data-dir",
        metavar="FOLDER",
        type=click.Path(path_type=Path),
        help="Folder of the originals and the default database.",
    )
    @functools.wraps(function)
    def wrapper(*args: Any, database_url: str | None, data_dir: Path | None, **options: Any) -> Any:
        if database_url and _PASSWORD_IN_URL.match(database_url):
            said = (
                "a password in --database-url is shown to every user of this machine (ps); use "
                "RACCOLTA_DATABASE_URL_FILE"
            )
            told("raccolta: warning: {said}", err=True, said=retell(said))
        settings = load(database_url=database_url, data_dir=data_dir)
        use(settings.language)
        if data_dir is not None and database_url is None and settings.database_url is not None:
            raise UsageError(
                "--data-dir alone would join its originals to the database of RACCOLTA_DATABASE_URL; give "
                "--database-url too"
            )
        if data_dir is not None and database_url is None and settings.originals_url:
            raise UsageError("--data-dir names other originals than RACCOLTA_ORIGINALS_URL; give --database-url too")
        set_up_logging_for(settings)
        return function(*args, settings=settings, **options)

    return wrapper


def set_up_logging_for(settings: Settings, *, quiet: bool = True) -> None:
    """Commands log warnings and worse; the service (`quiet` false) what the settings say."""
    from config.logs import set_up_logging

    style = settings.log_format
    if style == "auto":
        style = "text" if sys.stderr.isatty() else "json"
    set_up_logging("error" if quiet and settings.log_level == "info" else settings.log_level, style)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: Any) -> None:
    """Prints a value as JSON."""
    from config.showing import in_json

    click.echo(in_json(json.dumps(value, ensure_ascii=False, indent=2, default=str)))


def say(text: str, *, err: bool = False) -> None:
    """Prints a line in which words of a mail may stand; what would act on the terminal is shown."""
    from config.showing import visible

    click.echo(visible(text), err=err)


def say_wrapped(text: str, indent: int, in_a_pipe: int | None = None) -> None:
    """Prints lines as wide as the terminal, what does not fit `indent` characters further in; in a pipe as they are, or
    `in_a_pipe` characters wide. A number stays with its noun.
    """
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else in_a_pipe or len(text) + 1
    folder = textwrap.TextWrapper(
        max(width, 2 * indent), subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
    for line in text.split("\n"):
        say(folder.fill(_AFTER_A_NUMBER.sub(_TIED, line)).replace(_TIED, " "))


def told(template: str, *, err: bool = False, **facts: Any) -> None:
    """Prints a sentence in the language of the settings."""
    say(tell(template, **facts), err=err)


def retold(text: str, *, err: bool = False) -> None:
    """Prints a text that was made in English, in the language of the settings."""
    say(retell(text), err=err)


def moment(value: object) -> str:
    """A moment of the database as people read it, `2015-12-01 09:30 UTC`; "" for none."""
    return f"{str(value)[:16].replace('T', ' ')} UTC" if value else ""


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str | None = None,
    spare: Sequence[str] = (),
    cut: Sequence[str] = (),
) -> None:
    """Prints a table as wide as the terminal; plain text in a pipe. Where that is too narrow the columns `spare` are
    left out, the first one first, and named below; the columns `cut` take one line a row there.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    cells = [["" if cell is None else _cell(cell) for cell in row] for row in rows]
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    widths = [_widths(tell(name), [row[place] for row in cells]) for place, name in enumerate(columns)]
    left_out = _left_out(columns, [wanted for _, wanted in widths], spare, console.width)
    shown = [place for place, name in enumerate(columns) if name not in left_out]
    shared = [place for place in shown if columns[place] in cut and sys.stdout.isatty()]
    # Told how wide they may be: the library would break the words of other columns for them.
    room = console.width - sum(widths[place][1] + _APART for place in shown if place not in shared)
    for place in shown:
        # Numbers, days and words of closed lists stay whole.
        name = columns[place]
        if place in shared:
            widest = max(room // len(shared) - _APART, len(tell(name)))
            table.add_column(tell(name), no_wrap=True, overflow="ellipsis", max_width=widest)
        else:
            table.add_column(tell(name), min_width=widths[place][0], overflow="fold")
    for row in cells:
        table.add_row(*(row[place] for place in shown))
    console.print(table)
    if left_out:
        said = "not shown here for want of room (--json has all): {columns}"
        say_wrapped(tell(said, columns=", ".join(map(tell, left_out))), 4)


def _widths(head: str, cells: Sequence[str]) -> tuple[int, int]:
    """The least width of a column, in which no word is broken that can be kept whole, and the one it is good to read
    in.
    """
    words = [word for cell in (head, *cells) for word in cell.split()]
    least = min(max(map(len, words), default=0), _LONGEST_WORD)
    return least, max(least, min(max(map(len, (head, *cells))), _SHORT))


def _left_out(columns: Sequence[str], wanted: Sequence[int], spare: Sequence[str], width: int) -> list[str]:
    """The spare columns that must go so that the others have the width they want."""
    left_out: list[str] = []
    for name in spare:
        needed = sum(want + _APART for column, want in zip(columns, wanted, strict=True) if column not in left_out)
        if needed <= width:
            break
        left_out.append(name)
    return left_out


def _cell(value: Any) -> str:
    from rich.markup import escape

    from config.showing import on_one_line

    return escape(on_one_line(str(value)))


def whole_file(file: Path, content: bytes) -> None:
    """Writes a file whole or not at all. Raises StorageUnavailableError."""
    temporary = file.with_name(file.name + ".part")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageUnavailableError(f"{file} cannot be written: {error.strerror or error}") from error


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A progress bar on stderr at a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Shown(bar, bar.add_task(what, total=None))


class _Shown:
    def __init__(self, bar: Any, task: Any) -> None:
        self._bar, self._task, self._total = bar, task, 0

    def total(self, count: int) -> None:
        self._total += count
        self._bar.update(self._task, total=self._total)

    def step(self, what: str = "") -> None:
        self._bar.advance(self._task)

    def beat(self) -> None:
        """The bar shows the time by itself."""


def read_waiting(app: "App") -> dict[str, int]:
    """Processes whatever is due, with a progress bar; the workers are started only if there is work."""
    from jobs.app import open_reader
    from jobs.process import process_due
    from jobs.processes import is_dead

    app.messages.release_dead(is_dead, app.clock())
    waiting = app.messages.waiting(app.clock())
    if not waiting:
        return {}
    with open_reader(app.settings) as reader, progress("reading") as shown:
        shown.total(waiting)
        return process_due(app, reader, progress=shown).states


def described(states: dict[str, int], kind: type[StrEnum] = MessageState) -> str:
    """`12 done, 1 failed`; the words are of the closed list `kind`."""
    return ", ".join(f"{count} {word(kind, state)}" for state, count in sorted(states.items())) or tell("nothing")
