"""An agreement on a scanner's glass: the parties of the picture are those of the text."""

from io import BytesIO

import pypdfium2 as pdfium
import pytest

from jobs.pipeline import read_submission
from tests.accuracy.acts import LIMITS, Act, right_parties
from tests.accuracy.scans import as_scan

TEXT = """^ PROTOCOLLO D'INTESA
^ per i corsi di lingua nelle biblioteche
TRA
la Prefettura-U.T.G. di Rovigo, rappresentata dal Prefetto
E
il Comune di Adria, rappresentato dal Sindaco
E
la Caritas di Adria-Rovigo, rappresentata dal Direttore
Premesso che le parti collaborano da tempo;
si conviene quanto segue:
Art. 1 La biblioteca comunale ospita due corsi di lingua italiana all'anno.
Art. 2 La Caritas indica i volontari che insegnano.
Adria, 12 marzo 2015
Letto, confermato e sottoscritto."""
PARTIES = ["Prefettura di Rovigo", "Comune di Adria", "Caritas di Adria-Rovigo"]


@pytest.mark.service
def test_the_parties_of_a_scanned_agreement(tesseract: str) -> None:
    act = Act("scan", {"text": TEXT})
    (found,) = read_submission(act.original("scan"), LIMITS).reading.protocolli
    assert right_parties(PARTIES, found) == len(found.parties) == len(PARTIES)


def test_a_scan_is_pictures_alone_and_the_same_each_time() -> None:
    one, other = (pdfium.PdfDocument(BytesIO(as_scan(TEXT)))[0] for _ in range(2))
    assert one.get_textpage().get_text_range() == ""
    assert one.render(scale=0.2).to_numpy().tolist() == other.render(scale=0.2).to_numpy().tolist()
