"""OpenDocument text in one XML file (`.fodt`; ODF 1.2 part 1, 3.1.2)."""

from config.limits import Limits
from parsers.identify import FODT
from parsers.model import DocumentText
from parsers.readers.odt.document import read_parts
from parsers.readers.odt.parts import enclosures_of_flat
from parsers.readers.shared.package import flat_xml
from parsers.readers.shared.runs import within


def read(content: bytes, limits: Limits) -> DocumentText:
    """All text, as from a package: the one root holds styles and text alike."""
    root, gaps = flat_xml(content)
    blocks = read_parts(root, root, limits)
    attachments = tuple(enclosures_of_flat(root, gaps))
    return DocumentText(FODT, within(blocks, limits.text_chars), attachments=attachments, gaps=tuple(gaps))
