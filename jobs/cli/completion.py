"""`raccolta completion`."""

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what makes SHELL complete commands and options; for bash: `raccolta completion bash >> ~/.bashrc`."""
    found = get_completion_class(shell)
    assert found is not None  # click knows the three
    root = click.get_current_context().find_root().command
    click.echo(found(root, {}, "raccolta", "_RACCOLTA_COMPLETE").source())
