"""The command line `raccolta`: one module per command, loaded when it is used. The only package that prints."""

import sys
from importlib import import_module
from typing import Any

import click

#: Command -> (module, one line for `raccolta --help`).
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("jobs.cli.demo", "Run the main job on a sample mailbox and show what was stored."),
    "run": ("jobs.cli.run", "Run the background service."),
    "poll": ("jobs.cli.poll", "Take in what is new, process what is due, and exit."),
    "import": ("jobs.cli.import_", "Take messages in from files, folders, mbox or Maildir."),
    "status": ("jobs.cli.status", "Show counts, the last good poll, the backlog, and what needs a person."),
    "messages": ("jobs.cli.messages", "List messages."),
    "failed": ("jobs.cli.failed", "Show what failed or is partial, grouped by cause, and what to do."),
    "show": ("jobs.cli.show", "Show one message with all that was found in it."),
    "original": ("jobs.cli.original", "Write a message as it came."),
    "files": ("jobs.cli.files", "Write the files of a message into a folder."),
    "replace": ("jobs.cli.replace", "Put a copy that can be read in place of a document."),
    "close": ("jobs.cli.close", "Settle a failed message as it is."),
    "rerun": ("jobs.cli.rerun", "Process messages again from their stored originals."),
    "review": ("jobs.cli.review", "List and decide what waits for a person."),
    "refit": ("jobs.cli.refit", "Learn from persons' decisions how texts speak of each campo."),
    "letter": ("jobs.cli.letter", "Write to an office what its replies lack."),
    "mailbox": ("jobs.cli.mailbox", "List the mailboxes ever polled; forget one that was a typing error."),
    "reconcile": ("jobs.cli.reconcile", "Hold the mailbox against the database."),
    "export": ("jobs.cli.export", "Export records for analysts."),
    "search": ("jobs.cli.search", "Find schede and agreements by their words."),
    "similar": ("jobs.cli.similar", "Find practices like a given one."),
    "publish": ("jobs.cli.publish", "Write a site to read, search and download the practices."),
    "report": ("jobs.cli.report", "Write a page about the whole campaign."),
    "check": ("jobs.cli.check", "Test settings, mailbox, database, disk and tools."),
    "db": ("jobs.cli.db", "Migrate and check the database."),
}


class _LazyGroup(click.Group):
    """Knows all commands by name and loads only the one that is used: `raccolta --help` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="raccolta")
def cli() -> None:
    """Takes in the e-mailed replies to Circular 5973/2015 and turns them into queryable schede and protocolli.

    Settings come from the environment (RACCOLTA_…) and an optional TOML file named by RACCOLTA_CONFIG_FILE.
    """


def main() -> None:
    """Entry point: errors of ours become one line on stderr and exit code 1; a pipe that closes is no error."""
    from config.errors import RaccoltaError

    try:
        cli(standalone_mode=False)
    except RaccoltaError as error:
        from jobs.failures import operator_text

        click.echo(f"raccolta: {operator_text(error)}", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug is one clear line too, with its traceback in the log
        _report_bug(error)
        sys.exit(70)


def _report_bug(error: Exception) -> None:
    """A bug of ours: one line for the operator; the traceback with RACCOLTA_LOG_LEVEL=debug."""
    import logging

    first = str(error).strip().split("\n")[0]
    click.echo(f"raccolta: internal error: {type(error).__name__}: {first} (RACCOLTA_LOG_LEVEL=debug shows where)", err=True)
    logging.getLogger(__name__).debug("internal error", exc_info=error)


def ok(result: Any) -> None:
    """Ends a command with exit code 0 or 1."""
    sys.exit(0 if result else 1)
