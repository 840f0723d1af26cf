"""Mails whose only file, or whose text, is written in the light markup of the labelled texts."""

from config.limits import Limits
from jobs.demo.build import mail
from jobs.pipeline import read_submission
from parsers.model import Reading
from tests.accuracy.markup import WRITERS
from tests.specimens.envelopes import BOX, DATE

OFFICE = "prefettura.latina@interno.it"


def read(markup: str, form: str = "docx", office: str = OFFICE) -> Reading:
    """What is read of a mail by an office: `form` is that of its file, or `body` for the text of the mail itself."""
    body = form == "body"
    files = {} if body else {f"allegato.{form}": WRITERS[form](markup)}
    text = markup if body else "Si trasmette quanto richiesto."
    return read_submission(mail(office, "Circolare 5973", text, files, date=DATE), Limits(), BOX).reading
