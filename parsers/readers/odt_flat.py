"""OpenDocument text in one XML file (`.fodt`; ODF 1.2 part 1, 3.1.2)."""

from lxml import etree

from config.errors import DocumentError
from config.limits import Limits
from parsers.identify import FODT
from parsers.model import DocumentText
from parsers.readers.odt import read_parts
from parsers.readers.odt_parts import enclosures_of_flat
from parsers.readers.package import xml_parser
from parsers.readers.runs import cut_off, within


def read(content: bytes, limits: Limits) -> DocumentText:
    """All text, as from a package: the one root holds styles and text alike."""
    parser = xml_parser(huge=True)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"not readable XML: {error}") from error
    if root is None:
        raise DocumentError("the file holds no XML that makes sense")
    broken = any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log)
    gaps = ["the file is broken XML, read as far as it makes sense"] if broken else []
    blocks = read_parts(root, root)
    attachments = tuple(enclosures_of_flat(root, gaps))
    gaps += cut_off(blocks, limits.text_chars)
    return DocumentText(FODT, within(blocks, limits.text_chars), attachments=attachments, gaps=tuple(gaps))
