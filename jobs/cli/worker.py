"""`raccolta worker`."""

import click

from config.settings import Settings, load
from jobs.cli.common import set_up_logging_for, with_settings


@click.command("worker")
@with_settings
def command(settings: Settings) -> None:
    """Read what the queue names (QUEUE=procrastinate), on this or another machine, without a mailbox; end gracefully on
    SIGTERM, reload on SIGHUP.
    """
    from jobs.service import serve

    set_up_logging_for(settings, quiet=False)
    options = click.get_current_context().params
    serve(settings, lambda: load(database_url=options["database_url"], data_dir=options["data_dir"]), polls=False)
