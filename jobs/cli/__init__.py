"""The command line `raccolta`: one module per command, loaded when it is used. The only package that prints."""

import difflib
import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from jobs.cli.help import HelpContext, in_its_language, speak

#: New objects between two searches for garbage. Loading modules and reading mails make many and leave little behind.
_NEW_OBJECTS = 50_000

#: What a person wants to do -> command -> (module, one line for `raccolta --help`, an example).
GROUPS: dict[str, dict[str, tuple[str, str, str]]] = {
    "Run": {
        "demo": ("jobs.cli.demo", "Run the main job on a sample mailbox and show what was stored.", "raccolta demo"),
        "run": ("jobs.cli.run", "Run the background service.", "raccolta run"),
        "worker": ("jobs.cli.worker", "Read what is in the queue, on any machine.", "raccolta worker"),
        "poll": ("jobs.cli.poll", "Take in what is new, process what is due, and exit.", "raccolta poll"),
        "process": ("jobs.cli.process", "Process what is due, without a mailbox.", "raccolta process"),
        "import": (
            "jobs.cli.import_",
            "Take messages in from files, folders, mbox or Maildir.",
            "raccolta import posta.mbox",
        ),
        "check": ("jobs.cli.check", "Test settings, mailbox, database, disk and tools.", "raccolta check"),
        "mailbox": (
            "jobs.cli.mailbox",
            "List the mailboxes ever polled; forget a typing error.",
            "raccolta mailbox list",
        ),
        "db": ("jobs.cli.db", "Migrate, check, back up and restore the database.", "raccolta db upgrade"),
        "completion": (
            "jobs.cli.completion",
            "Print the completion of commands for a shell.",
            "raccolta completion bash",
        ),
    },
    "Look": {
        "status": (
            "jobs.cli.status",
            "Show counts, the last good poll, the backlog, and what needs a person.",
            "raccolta status --health",
        ),
        "digest": (
            "jobs.cli.digest",
            "Show or send the digest that operators get by mail.",
            "raccolta digest --send",
        ),
        "failed": (
            "jobs.cli.failed",
            "Show what failed or is partial, by cause, and what to do.",
            "raccolta failed --prefettura CR",
        ),
        "messages": ("jobs.cli.messages", "List messages.", "raccolta messages --status partial --since 2015-12-01"),
        "show": ("jobs.cli.show", "Show one message with all that was found in it.", "raccolta show 12 --why"),
        "original": ("jobs.cli.original", "Write a message as it came.", "raccolta original 12 -o posta.eml"),
        "files": ("jobs.cli.files", "Write the files of a message into a folder.", "raccolta files 12 -o guardare"),
        "reconcile": ("jobs.cli.reconcile", "Hold the mailbox against the database.", "raccolta reconcile"),
    },
    "Repair": {
        "rerun": (
            "jobs.cli.rerun",
            "Process messages again from their stored originals.",
            "raccolta rerun --status failed",
        ),
        "replace": (
            "jobs.cli.replace",
            "Put a copy that can be read in place of a document.",
            "raccolta replace 12 scheda.doc copia.docx",
        ),
        "close": (
            "jobs.cli.close",
            "Settle a failed message as it is.",
            "raccolta close 12 --note 'inviata per errore'",
        ),
        "review": ("jobs.cli.review", "List and decide what waits for a person.", "raccolta review set 40 --campo 7"),
        "letter": (
            "jobs.cli.letter",
            "Write to offices what their replies lack.",
            "raccolta letter CR -o lettera.docx",
        ),
        "purge": (
            "jobs.cli.purge",
            "Remove messages for good.",
            "raccolta purge --message 12 --note 'chiesto da chi vi è nominato' --yes",
        ),
        "refit": ("jobs.cli.refit", "Learn from persons' decisions how texts speak of each campo.", "raccolta refit"),
    },
    "Analyse": {
        "export": (
            "jobs.cli.export",
            "Export records for analysts.",
            "raccolta export schede --format xlsx -o schede.xlsx",
        ),
        "search": (
            "jobs.cli.search",
            "Find schede and agreements by their words.",
            "raccolta search 'corso di italiano'",
        ),
        "similar": ("jobs.cli.similar", "Find practices like a given one.", "raccolta similar 40"),
        "browse": (
            "jobs.cli.browse",
            "Look through the data in a browser, with search and counts.",
            "raccolta browse",
        ),
        "publish": (
            "jobs.cli.publish",
            "Write a site to read, search and download the practices.",
            "raccolta publish sito",
        ),
        "report": ("jobs.cli.report", "Write a page about the whole campaign.", "raccolta report -o report.html"),
    },
}
#: Command -> (module, one line, an example).
COMMANDS: dict[str, tuple[str, str, str]] = {name: told for group in GROUPS.values() for name, told in group.items()}


class _LazyGroup(click.Group):
    """Knows all commands by name and loads only the one that is used: `raccolta --help` stays instant."""

    context_class = HelpContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, example = COMMANDS[cmd_name]
        return in_its_language(import_module(module).command, example)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and (near := difflib.get_close_matches(name, COMMANDS, n=1)):
            ctx.fail(f"No such command {name!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, group in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, text) for name, (_, text, _) in group.items()])


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="To begin: `raccolta demo` shows it at work on a sample mailbox; `raccolta check` says what is missing to "
    "work on yours.",
)
@click.version_option(package_name="raccolta")
def cli() -> None:
    """Takes in the e-mailed replies to Circular 5973/2015 and turns them into queryable schede and protocolli.

    Settings come from the environment (RACCOLTA_…) and an optional TOML file named by RACCOLTA_CONFIG_FILE.
    """
    # Mails hold what persons told in confidence: every file and folder that is made is for this user alone.
    os.umask(0o077)


def main() -> None:
    """Entry point: errors of ours become one line on stderr and exit code 1; a pipe that closes is no error."""
    from config.errors import RaccoltaError

    gc.set_threshold(_NEW_OBJECTS)
    try:
        cli(prog_name="raccolta", standalone_mode=False)
    except RaccoltaError as error:
        from config.showing import visible
        from jobs.failures import operator_text
        from jobs.language.words import retell

        # Wrong settings are told before any command has taken the language from them.
        speak()
        click.echo(visible(f"raccolta: {retell(operator_text(error))}"), err=True)
        sys.exit(1)
    except click.ClickException as error:
        _show(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        from jobs.language.words import tell

        stopped = (
            "raccolta: stopped; what was finished is stored. Give the command again, or `raccolta process` for what "
            "is due"
        )
        click.echo(tell(stopped), err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - a bug is one clear line too, its traceback in the log
        _report_bug(error)
        sys.exit(70)


def _show(error: click.ClickException) -> None:
    """What was typed wrongly and how it is typed, in the language of the settings, which no command has read yet."""
    from config.showing import visible
    from jobs.language.words import retell, tell

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        # Nothing was typed wrongly: whoever types no more wants to know what there is.
        click.echo(error.message, err=True)
        return
    speak()
    lines = []
    if (typed := getattr(error, "ctx", None)) is not None:
        pieces = " ".join(typed.command.collect_usage_pieces(typed))
        lines.append(tell("Usage: {usage}", usage=f"{typed.command_path} {pieces}"))
        lines += [tell("Try '{command} {option}' for help.", command=typed.command_path, option="--help"), ""]
    lines.append(tell("Error: {message}", message=retell(error.format_message())))
    click.echo(visible("\n".join(lines)), err=True)


def _report_bug(error: Exception) -> None:
    """A bug of ours: one line for the operator; the traceback with RACCOLTA_LOG_LEVEL=debug."""
    import logging

    from jobs.language.words import tell

    first = str(error).strip().split("\n")[0]
    said = "raccolta: internal error: {what} (RACCOLTA_LOG_LEVEL=debug shows where)"
    click.echo(tell(said, what=f"{type(error).__name__}: {first}"), err=True)
    logging.getLogger(__name__).debug("internal error", exc_info=error)


def ok(result: Any) -> None:
    """Ends a command with exit code 0 or 1."""
    sys.exit(0 if result else 1)
