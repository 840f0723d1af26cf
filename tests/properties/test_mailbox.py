"""Whatever a server says of sizes and whatever a text looks like: a mail comes out whole."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.envelopes import mbox
from ingest.fetching import Facts, Fetcher
from ingest.login import ImapAccount
from ingest.model import Arrival

HEAD = b"Received: from a by b\nFrom: p@interno.example\nDate: Tue, 01 Dec 2015 10:30:00 +0100\nSubject: Schede\n\n"
LINE = b"From p@interno.example Tue Dec  1 10:30:00 2015\n"
#: Lines of texts, among them such as begin like a separator or an escaped one.
LINES = st.sampled_from(
    [
        "",
        "Testo.",
        "From Milano in poi",
        ">From citato",
        ">>From due volte",
        "From Tue Dec 1 10:30:00 2015",
        "Nota: altro",
        "> From",
    ]
)


@given(
    size=st.integers(1, 5000),
    chunk=st.integers(1024, 2048),
    most=st.integers(100, 3000),
    said=st.integers(0, 12_000),
    ends=st.booleans(),
)
def test_b20_a_mail_is_whole_whatever_its_size_is_said_to_be(
    size: int, chunk: int, most: int, said: int, ends: bool
) -> None:
    body = (HEAD + b"testo " * 1000)[:size]

    def ask(uids: Sequence[int], items: Sequence[str]) -> Facts:
        if (part := re.search(r"<(\d+)\.(\d+)>", items[0])) is not None:
            start = int(part[1])
            piece = body[start : start + min(int(part[2]), most)]
            return {1: {f"BODY[]<{start}>".encode(): piece if piece or ends else None}}
        return {1: {b"BODY[]": body} if "BODY" in items[0] else {b"RFC822.SIZE": said}}

    account = ImapAccount("host", 143, "utente", "segreto", chunk_bytes=chunk)
    (found,) = Fetcher(account, "imap://x", 7, ask, lambda uids: [1]).fetch([1])
    assert isinstance(found, Arrival)
    assert found.original == body


@given(st.lists(st.lists(LINES, max_size=8), min_size=1, max_size=4))
def test_b23_what_goes_into_an_mbox_comes_out_of_it(texts: list[list[str]]) -> None:
    mails = [HEAD + "".join(f"{line}\n" for line in lines).encode() + b"fine\n" for lines in texts]
    escaped = [re.sub(rb"^(>*From )", rb">\1", mail, flags=re.MULTILINE) for mail in mails]
    assert list(mbox.split(b"".join(LINE + mail + b"\n" for mail in escaped))) == mails
    assert len(list(mbox.split(b"".join(LINE + mail + b"\n" for mail in mails)))) == len(mails)
