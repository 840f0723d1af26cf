"""Apple's Pages, Numbers and Keynote: a form that only they read, with a preview inside that all can."""

import re

from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import IWORK
from parsers.model import DocumentText, Enclosure
from parsers.readers.shared.package import Package

#: Previews from the best to the poorest: all pages, the first page, the first page small.
_PREVIEWS = (r"(?:.*/)?preview\.pdf", r"(?:.*/)?preview\.jpg", r"(?:.*/)?preview-web\.jpg", r"(?:.*/)?thumbnail\.jpg")


def read(content: bytes, limits: Limits) -> DocumentText:
    """The preview as a file inside, and the gap that it stands for more. Raises DocumentError if there is none."""
    package = Package.from_zip(content, limits)
    for wanted in _PREVIEWS:
        for name in package.names():
            if re.fullmatch(wanted, name, re.IGNORECASE) and (data := package.read(name)):
                gap = "written by Apple Pages, Numbers or Keynote: only its preview can be read, ask for a PDF"
                preview = Enclosure(name.rpartition("/")[2], data)
                return DocumentText(IWORK, (), attachments=(preview,), gaps=(gap, *package.gaps))
    raise DocumentError("written by Apple Pages, Numbers or Keynote, and without a preview: ask for a PDF")
