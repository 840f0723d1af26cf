"""What a mailbox costs: fetching from Dovecot against a raw socket, and a poll that finds nothing new."""

import os
import shutil
import socket
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from config.settings import load
from ingest.model import Arrival
from jobs.app import open_app, open_mailbox
from jobs.poll import poll
from store.model import Delivery
from tests.bench.bars import Figures
from tests.bench.mails import sample
from tests.services import PASSWORD, USER, Dovecot, dovecot

_SMALL = b"From: a@example.it\r\nSubject: prova\r\nDate: Tue, 1 Dec 2015 09:00:00 +0000\r\n\r\nprova\r\n"
_BLOCK = 1 << 20
#: Links of one file; ext4 gives 65,000, XFS and btrfs others.
_MOST_LINKS = 10_000
_FETCH = "UID FETCH 1:* (UID INTERNALDATE RFC822.SIZE BODY.PEEK[])"


def fetch(count: int, rounds: int) -> Figures:
    """How fast so many mails of all sizes come, as a share of what a raw socket reads of the same server."""
    with dovecot() as server:
        given = sample(max(1, count // 10))
        server.deliver([given[n % len(given)] for n in range(count)])
        mailbox = open_mailbox(load(server.environment(tls="none")))
        ours, raw = [], []
        for _ in range(rounds + 1):
            ours.append(_seconds(lambda: _all_of(mailbox, count)))
            raw.append(_seconds(lambda: _raw(server, _FETCH)))
            mailbox.close()
        # The first of each opens the server's files.
        one, other = statistics.median(ours[1:]), statistics.median(raw[1:])
    print(f"\nfetch of {count} mails: {1000 * one / count:.2f} ms a mail, a raw socket {1000 * other / count:.2f}")
    return {"fetch": other / one}


def _all_of(mailbox: object, count: int) -> None:
    found = sum(isinstance(item, Arrival) for item in mailbox.fetch(mailbox.snapshot(), 0))  # type: ignore[attr-defined]
    if found != count:
        raise RuntimeError(f"{found} mails came of {count}")


def _raw(server: Dovecot, *commands: str) -> None:
    """Opens the folder with nothing but a socket, gives the commands, and looks at none of the answers."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as link:
        _until(link, b"* OK")
        for number, command in enumerate((f"LOGIN {USER} {PASSWORD}", "EXAMINE INBOX", *commands, "LOGOUT")):
            tag = b"a%d" % number
            link.sendall(tag + b" " + command.encode() + b"\r\n")
            _until(link, tag + b" OK")


def _until(link: socket.socket, mark: bytes) -> None:
    tail = b""
    while mark not in tail:
        block = link.recv(_BLOCK)
        if not block:
            raise RuntimeError("the server ended the link")
        tail = tail[-len(mark) :] + block


def idle(few: int, many: int, rounds: int) -> Figures:
    """How much longer a poll without news takes where the mailbox and the collection are large. Beside it is told what
    the server alone takes to open the folder.
    """
    took = {count: _idle(count, rounds) for count in (few, many)}
    for count, (ours, server) in took.items():
        print(f"idle poll at {count} mails: {1000 * ours:.2f} ms, opening the folder alone {1000 * server:.2f}")
    return {"idle": took[many][0] / took[few][0]}


def _idle(count: int, rounds: int) -> tuple[float, float]:
    """Seconds of the median poll of a mailbox of so many mails, all of them known, and to open and leave its folder."""
    with dovecot() as server:
        server.deliver([_SMALL])
        multiply(server.folder / "mail" / USER / "cur", server.folder / "mail" / USER / "new", count)
        with server.client() as client:
            client.select_folder("INBOX")
        environment = server.environment(tls="none")
        with open_app(load(environment, data_dir=server.folder / "data")) as app:
            mailbox = open_mailbox(app.settings)
            snapshot = mailbox.snapshot()
            number = app.mailboxes.register(mailbox.key)
            for start in range(1, snapshot.uidnext, 1000):
                uids = range(start, min(start + 1000, snapshot.uidnext))
                known = [Delivery(f"{uid:064x}", len(_SMALL), f"{uid}", uid, snapshot.uidvalidity) for uid in uids]
                app.messages.arrive_all(known, number, app.clock())
            if snapshot.exists != count or poll(app, mailbox).stored:
                raise RuntimeError(f"the mailbox holds {snapshot.exists} mails, not {count}")
            times = [_seconds(lambda: poll(app, mailbox)) for _ in range(rounds)]
            mailbox.close()
        alone = [_seconds(lambda: _raw(server)) for _ in range(rounds)]
    return statistics.median(times), statistics.median(alone)


def multiply(read: Path, new: Path, count: int, most: int = _MOST_LINKS) -> None:
    """Makes of the one mail of a Maildir (its folders `read` and `new`) so many, as links, which need no room. A file
    system gives a file a bounded number of them: after `most` a copy takes over.
    """
    base = next(file for folder in (read, new) for file in folder.iterdir())
    for number in range(1, count):
        name = read / f"{1_448_960_400 + number}.M{number}P1.bench,S={len(_SMALL)}:2,"
        if number % most:
            os.link(base, name)
        else:
            owner = base.stat()
            base = Path(shutil.copy2(base, name))
            os.chown(base, owner.st_uid, owner.st_gid)


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
