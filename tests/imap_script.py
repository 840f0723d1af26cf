"""An IMAP server whose moods a test scripts: what real servers do now and then, and Dovecot never does when asked
to.
"""

import base64
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from ingest.login import ImapAccount

USER, PASSWORD = "utente", "segreto"
EVERYTHING = "IMAP4rev1 IDLE MOVE UIDPLUS"

#: A mood: looks at one command (without its tag) and answers True if it dealt with it.
Mood = Callable[["Session", str, str], bool]


@dataclass
class Server:
    """One folder by UID, with flags; `log` holds all commands as they came. `moods` come before the ordinary
    answers.
    """

    messages: dict[int, bytes] = field(default_factory=dict)
    capabilities: str = EVERYTHING
    uidvalidity: int | None = 7
    uidnext: int | None = None
    flags: dict[int, set[str]] = field(default_factory=dict)
    dates: dict[int, str] = field(default_factory=dict)
    folders: dict[str, list[bytes]] = field(default_factory=dict)
    moods: list[Mood] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    longest_answer: int = 0
    tokens: set[str] = field(default_factory=set)
    password: str = PASSWORD
    #: What RFC822.SIZE says, as a share of the truth; most bytes given of a range; what folders must begin with.
    size_factor: float = 1
    most_bytes: int = 1 << 40
    prefix: str = ""
    sessions: int = 0
    port: int = 0

    def account(self, **options: object) -> ImapAccount:
        return ImapAccount("127.0.0.1", self.port, USER, self.password, tls="none", **({"timeout": 5} | options))  # type: ignore[arg-type]

    def once(self, mood: Mood) -> None:
        """A mood that passes after it was shown."""

        def passing(session: "Session", tag: str, command: str) -> bool:
            if mood not in spent and mood(session, tag, command):
                spent.append(mood)
                return True
            return False

        spent: list[Mood] = []
        self.moods.append(passing)

    def uids(self, text: str) -> list[int]:
        """The UIDs of a sequence set that exist."""
        highest = max(self.messages, default=0)
        found: set[int] = set()
        for part in text.split(","):
            first, _, last = part.replace("*", str(highest)).partition(":")
            low, high = sorted((int(first), int(last or first)))
            found |= (
                {uid for uid in self.messages if low <= uid <= high}
                if high - low > 5
                else {u for u in range(low, high + 1) if u in self.messages}
            )
        return sorted(found)


class Session:
    """One connection."""

    def __init__(self, server: Server, link: socket.socket) -> None:
        self.server, self.link = server, link
        self.lines = link.makefile("rb")

    def send(self, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        self.server.longest_answer = max(self.server.longest_answer, len(data))
        self.link.sendall(data + b"\r\n")

    def hang_up(self) -> bool:
        self.link.shutdown(socket.SHUT_RDWR)
        return True

    def read(self) -> str:
        line = self.lines.readline()
        if not line:
            raise ConnectionError
        return line.decode().rstrip("\r\n")

    def run(self) -> None:
        self.send("* OK ready")
        while True:
            tag, _, command = self.read().partition(" ")
            self.server.log.append(command)
            if any(mood(self, tag, command) for mood in list(self.server.moods)):
                continue
            verb, _, rest = command.removeprefix("UID ").partition(" ")
            answer = getattr(self, f"on_{verb.lower()}", None)
            if answer is None:
                self.send(f"{tag} BAD unknown command")
            elif answer(tag, rest) is not False:
                self.send(f"{tag} OK done")
            if verb == "LOGOUT":
                return

    def on_capability(self, tag: str, rest: str) -> None:
        self.send(f"* CAPABILITY {self.server.capabilities}")

    def on_login(self, tag: str, rest: str) -> bool:
        if rest.replace('"', "") != f"{USER} {self.server.password}":
            self.send(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
            return False
        return True

    def on_authenticate(self, tag: str, rest: str) -> bool:
        self.send("+ ")
        said = base64.b64decode(self.read()).decode()
        if rest == "PLAIN":
            right = said.split("\0")[1:] == [USER, self.server.password]
            if not right:
                self.send(f"{tag} NO [AUTHENTICATIONFAILED] wrong")
            return right
        token = re.search(r"Bearer ([^\x01]+)\x01", said)
        if token is None or token[1] not in self.server.tokens or USER not in said:
            self.send("+ " + base64.b64encode(b'{"status":"401"}').decode())
            self.read()
            self.send(f"{tag} NO [AUTHENTICATIONFAILED] token refused")
            return False
        return True

    def on_select(self, tag: str, rest: str) -> None:
        server = self.server
        self.send(f"* {len(server.messages)} EXISTS")
        if server.uidvalidity is not None:
            self.send(f"* OK [UIDVALIDITY {server.uidvalidity}] .")
        self.send(f"* OK [UIDNEXT {server.uidnext or max(server.messages, default=0) + 1}] .")

    on_examine = on_select

    def on_search(self, tag: str, rest: str) -> None:
        server = self.server
        found = server.uids(rest.split()[1])
        if "UNDELETED" in rest:
            found = [uid for uid in found if "\\Deleted" not in server.flags.get(uid, ())]
        if since := re.search(r"SINCE (\S+)", rest):
            first = datetime.strptime(since[1].strip('"'), "%d-%b-%Y")
            found = [uid for uid in found if datetime.strptime(self.date(uid)[:11], "%d-%b-%Y") >= first]
        self.send("* SEARCH " + " ".join(map(str, found)))

    def date(self, uid: int) -> str:
        return self.server.dates.get(uid, "01-Dec-2015 09:30:00 +0000")

    def on_fetch(self, tag: str, rest: str) -> None:
        uids, _, items = rest.partition(" ")
        for uid in self.server.uids(uids):
            self.send(self.fetched(uid, items))

    def fetched(self, uid: int, items: str) -> bytes:
        number = sorted(self.server.messages).index(uid) + 1 if len(self.server.messages) < 1000 else uid
        body = self.server.messages[uid]
        head = f"* {number} FETCH (UID {uid}".encode()
        if "BODY.PEEK[]<" in items:
            start, size = map(int, re.search(r"<(\d+)\.(\d+)>", items).groups())  # type: ignore[union-attr]
            piece = body[start : start + min(size, self.server.most_bytes)]
            return head + b" BODY[]<%d> {%d}\r\n%b)" % (start, len(piece), piece)
        if "BODY.PEEK[]" in items:
            return head + b" BODY[] {%d}\r\n%b)" % (len(body), body)
        return (
            head + f' RFC822.SIZE {int(len(body) * self.server.size_factor)} INTERNALDATE "{self.date(uid)}")'.encode()
        )

    def on_store(self, tag: str, rest: str) -> None:
        for uid in self.server.uids(rest.split()[0]):
            self.server.flags.setdefault(uid, set()).update(re.findall(r"\\\w+", rest))

    def on_copy(self, tag: str, rest: str) -> None:
        uids, _, folder = rest.partition(" ")
        self.server.folders.setdefault(folder.strip('"'), []).extend(
            self.server.messages[uid] for uid in self.server.uids(uids)
        )

    def on_move(self, tag: str, rest: str) -> None:
        self.on_copy(tag, rest)
        for uid in self.server.uids(rest.split()[0]):
            del self.server.messages[uid]

    def on_expunge(self, tag: str, rest: str) -> None:
        for uid in self.server.uids(rest) if rest else list(self.server.messages):
            if "\\Deleted" in self.server.flags.get(uid, ()):
                del self.server.messages[uid]

    def on_list(self, tag: str, rest: str) -> None:
        wanted = rest.split(" ", 1)[1].strip('"')
        if wanted in self.server.folders:
            self.send(f'* LIST () "/" "{wanted}"')

    def on_create(self, tag: str, rest: str) -> bool:
        name = rest.strip('"')
        if not name.startswith(self.server.prefix):
            self.send(f"{tag} NO [CANNOT] folders live elsewhere")
            return False
        self.server.folders.setdefault(name, [])
        return True

    def on_namespace(self, tag: str, rest: str) -> None:
        prefix = self.server.prefix
        self.send(f'* NAMESPACE (("{prefix}" "{prefix[-1:] or "/"}")) NIL NIL')

    def on_idle(self, tag: str, rest: str) -> None:
        self.send("+ idling")
        assert self.read() == "DONE"

    def on_noop(self, tag: str, rest: str) -> None:
        """Nothing."""

    def on_logout(self, tag: str, rest: str) -> None:
        self.send("* BYE")


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serves on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    links: list[socket.socket] = []

    def attend(link: socket.socket) -> None:
        try:
            Session(server, link).run()
        except (OSError, ConnectionError, AssertionError):
            pass
        finally:
            link.close()

    def accept() -> None:
        while True:
            try:
                link, _ = listener.accept()
            except OSError:
                return
            server.sessions += 1
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            links.append(link)
            threading.Thread(target=attend, args=(link,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        listener.close()
        for link in links:
            link.close()
