"""`--help` in the language of the settings. What click says by itself is in the table too."""

from collections.abc import Iterable

import click

#: Where a language may be set; without any of these no settings are loaded, and `raccolta --help` stays instant.
_LANGUAGE = click.Option(["--language"], envvar=["RACCOLTA_LANGUAGE", "RACCOLTA_LANGUAGE_FILE", "RACCOLTA_CONFIG_FILE"])


def speak() -> None:
    """Takes the language from the settings, which no command has read yet; wrong settings are for the command to
    tell.
    """
    from config.settings import language
    from jobs.language.words import use

    use(language())


def _said(text: str) -> str:
    # Loaded where somebody wants help.
    from jobs.language.words import helped

    return helped(text)


class _Formatter(click.HelpFormatter):
    """Every text of a help page passes here."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _said("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_said(heading))

    def write_text(self, text: str) -> None:
        super().write_text("\n\n".join(map(_said, text.split("\n\n"))))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(first, _said(second)) for first, second in rows], col_max, col_spacing)


class HelpContext(click.Context):
    """The context of a command whose help page speaks the language of the settings."""

    def make_formatter(self) -> click.HelpFormatter:
        """What click asks for when somebody wants help."""
        if _LANGUAGE.resolve_envvar_value(self):
            speak()
        return _Formatter(width=self.terminal_width, max_width=self.max_content_width)


class HelpGroup(click.Group):
    """A group that names each of its commands by the first paragraph of its help, never cut."""

    context_class = HelpContext

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The rows of the commands."""
        with formatter.section("Commands"):
            helps = {name: (self.commands[name].help or "").split("\n\n")[0] for name in self.list_commands(ctx)}
            formatter.write_dl([(name, " ".join(said.split())) for name, said in helps.items()])


def in_its_language(command: click.Command, example: str) -> click.Command:
    """The command as `raccolta` shows it: with an example, and its help in the language of the settings."""
    command.epilog = f"Example: {example}"
    command.context_class = HelpContext
    for part in getattr(command, "commands", {}).values():
        part.context_class = HelpContext
    return command
