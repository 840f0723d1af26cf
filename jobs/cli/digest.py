"""`raccolta digest`."""

import click

from config.errors import UsageError
from config.settings import Settings
from jobs.cli.common import json_option, print_json, say, told, with_settings


@click.command("digest")
@click.option(
    "--send",
    "sending",
    is_flag=True,
    help="Send it now, to try the settings; the one that is due is sent all the same.",
)
@with_settings
@json_option
def command(settings: Settings, sending: bool, as_json: bool) -> None:
    """Show what the next digest by mail would say: health, arrivals, who answered, what could not be read, what waits
    for a person. The service sends it as DIGEST says.
    """
    from jobs.app import open_existing
    from jobs.digest.sender import preview, send_now

    if sending and not (settings.smtp_host and settings.digest_from and settings.digest_recipients):
        raise UsageError("set SMTP_HOST, DIGEST_FROM and DIGEST_TO to send a digest")
    with open_existing(settings) as app:
        digest = send_now(app) if sending else preview(app)
    if as_json:
        print_json({"subject": digest.subject, "text": digest.text, "sent": sending})
        return
    say(f"{digest.subject}\n\n{digest.text}")
    if sending:
        told("sent to {recipients}", recipients=settings.digest_to)
