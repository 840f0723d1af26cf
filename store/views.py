"""The views that analysts rely on, with the meaning of each column. Same SQL on SQLite and PostgreSQL."""

from config.campi import CITATION
from store.view import View, of_rows
from store.views_of_offices import OF_OFFICES

#: A person's decision outranks what was declared or read, and is kept apart from it in the tables.
_CAMPO = "COALESCE(r.campo, s.campo)"
_REVIEWED = "LEFT JOIN reviews r ON r.message_id = s.message_id AND r.scheda_key = s.key"

#: A scheda gives way where another message that duplicates or corrects its own has one on the same campo.
#: A duplicate or repaired copy hides what it says in the same words and nothing else. The plus keeps SQLite from
#: looking up the thousands of schede of that campo where a message has a few. What speaks of `s` stands behind WHERE:
#: beside ON, PostgreSQL would ask it of each scheda instead of joining once.
_SCHEDA_SUCCESSORS = (
    "FROM message_links l JOIN schede t ON t.message_id = l.current_id "
    "WHERE l.replaced_id = s.message_id AND +t.campo = s.campo AND (l.kind NOT IN ('duplicate', 'repairs') OR "
    "COALESCE(t.fingerprint, '') = COALESCE(s.fingerprint, ''))"
)
#: It also gives way to what a person took out of such a message: one in the same words (split, made one with another,
#: no practice), of a correction one on the same campo.
_SCHEDA_TAKEN_AWAY = (
    "FROM message_links l JOIN contents u ON u.message_id = l.current_id WHERE l.replaced_id = s.message_id AND "
    "u.was_read AND NOT u.stands AND u.campo = s.campo AND (l.kind NOT IN ('duplicate', 'repairs') OR "
    "u.item = 'scheda ' || s.campo || ' ' || COALESCE(s.fingerprint, 'None'))"
)
#: And to a better copy of its file that a person put in the place of that file there.
_SCHEDA_REPAIRED = (
    "FROM message_links l JOIN contents u ON u.message_id = l.current_id JOIN documents f ON u.item = 'replaced ' || "
    "f.sha256 WHERE l.replaced_id = s.message_id AND f.id = s.document_id"
)
_SCHEDA_REPLACED = (
    f"COALESCE((SELECT MIN(t.id) {_SCHEDA_SUCCESSORS}), (SELECT MIN(0) {_SCHEDA_TAKEN_AWAY}), "
    f"(SELECT MIN(0) {_SCHEDA_REPAIRED}))"
)
# Of `IS NULL` PostgreSQL would guess that few rows pass, and join views by loops that take minutes.
_SCHEDA_IN_FORCE = " AND ".join(
    f"NOT EXISTS (SELECT 1 {why})" for why in (_SCHEDA_SUCCESSORS, _SCHEDA_TAKEN_AWAY, _SCHEDA_REPAIRED)
)
#: An agreement gives way to the same file, or to one of the same kind and title, in such a message.
_PROTOCOLLO_SUCCESSORS = (
    "FROM message_links l JOIN protocolli b ON b.message_id = l.current_id JOIN documents e ON e.id = b.document_id "
    "WHERE l.replaced_id = a.message_id AND (e.sha256 = d.sha256 OR (b.kind = a.kind AND LOWER(b.title) = "
    "LOWER(a.title)))"
)
#: It also gives way where a person said of the same file there that it is none, or put another in its place.
_PROTOCOLLO_TAKEN_AWAY = (
    "FROM message_links l JOIN contents u ON u.message_id = l.current_id WHERE l.replaced_id = a.message_id AND "
    "NOT u.stands AND u.was_read AND u.item = 'file ' || d.sha256"
)
_PROTOCOLLO_REPLACED = (
    f"COALESCE((SELECT MIN(b.id) {_PROTOCOLLO_SUCCESSORS}), (SELECT MIN(0) {_PROTOCOLLO_TAKEN_AWAY}))"
)
_PROTOCOLLO_IN_FORCE = (
    f"NOT EXISTS (SELECT 1 {_PROTOCOLLO_SUCCESSORS}) AND NOT EXISTS (SELECT 1 {_PROTOCOLLO_TAKEN_AWAY})"
)

_PARTIES = (
    "(SELECT GROUP_CONCAT(o.name, '; ') FROM (SELECT q.name FROM protocollo_parties q WHERE q.protocollo_id = "
    "a.id ORDER BY q.position) o)"
)

V_SCHEDE_ALL = View(
    "v_schede_all",
    "One row per described practice and campo, also of messages that another one duplicates or corrects",
    (
        ("scheda_id", "s.id", "Number of the scheda, for `raccolta review`"),
        ("message_id", "s.message_id", "Number of the message, for `raccolta show`"),
        ("prefettura", "s.prefettura", "Sigla of the sending office"),
        ("prefettura_name", "p.name", "Name of the sending office"),
        ("region", "p.region", "Region of the sending office"),
        ("campo", _CAMPO, "Campo in force: a person's decision if there is one, else the declared or read one"),
        ("campo_title", "c.title", f"Official title of that campo: {CITATION}"),
        ("title", "NULLIF(s.title, '')", "What the office calls the practice; null if it gives it no name of its own"),
        ("summary", "s.summary", "First telling sentence of the description, for lists"),
        ("description", "s.description", "The practice's own text"),
        ("declared_campo", "s.campo", "Campo as declared or read, never overwritten"),
        ("suggested_campo", "s.suggested_campo", "Campo that the text suggests, if another"),
        ("reviewed_campo", "r.campo", "Campo decided by a person"),
        ("confidence", "s.confidence", "Probability that the declared campo is right, 0 to 1"),
        ("method", "CASE WHEN r.campo IS NULL THEN s.method ELSE 'operator' END", "Which witness decided"),
        ("needs_review", "CASE WHEN s.needs_review AND r.campo IS NULL THEN 1 ELSE 0 END", "1 if a person should look"),
        ("document", "d.filename", "File it was found in"),
        ("document_path", "d.path", "Every layer down to that file"),
        (
            "has_protocollo",
            "CASE WHEN EXISTS (SELECT 1 FROM scheda_protocollo x WHERE x.scheda_id = s.id) THEN 1 ELSE 0 END",
            "1 if an agreement behind it is attached",
        ),
        ("sent_at", "m.sent_at", "Date that the mail bears (UTC); null if it bears none"),
        ("received_at", "m.received_at", "When the message was received (UTC)"),
        ("origin", "m.origin", "Who wrote what the office passed on"),
        ("trust", "m.trust", "How sure it is that the office wrote it: certified, authenticated, office_address, "
                             "claimed or unknown"),
        ("replaced_by", _SCHEDA_REPLACED, "Scheda in force in its place, 0 if a person took that one away; null if it "
                                          "is in force itself"),
    ),
    "FROM schede s JOIN messages m ON m.id = s.message_id JOIN documents d ON d.id = s.document_id "
    f"{_REVIEWED} JOIN campi c ON c.number = {_CAMPO} LEFT JOIN prefetture p ON p.sigla = s.prefettura",
)  # fmt: skip

V_SCHEDE = View(
    "v_schede",
    "One row per described practice and campo in force",
    V_SCHEDE_ALL.columns[:-1],
    f"{V_SCHEDE_ALL.source} WHERE {_SCHEDA_IN_FORCE}",
)

#: Names of files and of those whose words were passed on may be names of persons.
_NOT_PUBLIC = frozenset({"document", "document_path", "origin"})
_MASKED = {"title": "NULLIF(o.title, '')", "summary": "o.summary", "description": "o.description"}

V_SCHEDE_PUBLIC = View(
    "v_schede_public",
    "One row per described practice and campo in force, its texts without personal data",
    tuple(
        (name, _MASKED.get(name, sql), f"{meaning}; personal data left out" if name in _MASKED else meaning)
        for name, sql, meaning in V_SCHEDE.columns
        if name not in _NOT_PUBLIC
    ),
    f"{V_SCHEDE_ALL.source} LEFT JOIN public_texts o ON o.scheda_id = s.id WHERE {_SCHEDA_IN_FORCE}",
)

V_PROTOCOLLI_ALL = View(
    "v_protocolli_all",
    "One row per agreement, also of messages that another one duplicates or corrects",
    (
        ("protocollo_id", "a.id", "Number of the agreement"),
        ("message_id", "a.message_id", "Number of the message"),
        ("prefettura", "m.prefettura", "Sigla of the sending office"),
        ("prefettura_name", "p.name", "Name of the sending office"),
        ("region", "p.region", "Region of the sending office"),
        ("kind", "a.kind", "Kind of agreement"),
        ("title", "a.title", "Title of the agreement"),
        ("signed_on", "a.signed_on", "Day of signing; null if undated or a draft"),
        ("place", "a.place", "Place of signing"),
        ("agreement_region", "a.region", "Region of most of its parties; null if they name none, or two as often"),
        ("duration", "a.duration", "How long it holds, in the words of the text"),
        ("protocol_number", "a.number", "Number under which it was registered"),
        (
            "parties",
            _PARTIES,
            "Its parties in the order of the text, with ; between them; `v_parties` has a row for each",
        ),
        (
            "party_count",
            "(SELECT COUNT(*) FROM protocollo_parties q WHERE q.protocollo_id = a.id)",
            "Number of its parties",
        ),
        (
            "schede",
            "(SELECT COUNT(*) FROM scheda_protocollo x WHERE x.protocollo_id = a.id)",
            "Number of schede it stands behind",
        ),
        ("doubts", "a.doubts", "Facts that a person should look at: kind, title, date, parties; null if none"),
        ("decided_by", "a.decided_by", "Who last decided about it; null if nobody did"),
        ("decided_at", "a.decided_at", "When (UTC)"),
        ("document", "d.filename", "File it was found in"),
        ("document_path", "d.path", "Every layer down to that file"),
        ("sent_at", "m.sent_at", "Date that the mail bears (UTC); null if it bears none"),
        ("received_at", "m.received_at", "When the message was received (UTC)"),
        (
            "replaced_by",
            _PROTOCOLLO_REPLACED,
            "Agreement in force in its place, 0 if a person took that one away; null if it is in force itself",
        ),
    ),
    "FROM protocolli a JOIN messages m ON m.id = a.message_id JOIN documents d ON d.id = a.document_id "
    "LEFT JOIN prefetture p ON p.sigla = m.prefettura",
)

V_PROTOCOLLI = View(
    "v_protocolli",
    "One row per agreement in force",
    V_PROTOCOLLI_ALL.columns[:-1],
    f"{V_PROTOCOLLI_ALL.source} WHERE {_PROTOCOLLO_IN_FORCE}",
)

V_MESSAGES = View(
    "v_messages",
    "One row per e-mail",
    (
        ("message_id", "m.id", "Number of the message, for `raccolta show`"),
        ("message_id_header", "m.message_id", "Message-ID of the author's mail"),
        ("sent_at", "m.sent_at", "Date that the mail bears (UTC); null if it bears none"),
        ("received_at", "m.received_at", "When it was received (UTC)"),
        ("prefettura", "m.prefettura", "Sigla of the sending office"),
        ("prefettura_name", "p.name", "Name of the sending office"),
        ("region", "p.region", "Region of the sending office"),
        ("sender", "m.sender", "Address or name of the author"),
        ("subject", "m.subject", "Subject"),
        ("kind", "m.kind", "submission, receipt, auto_reply or correspondence"),
        ("status", "m.status", "How far it got"),
        ("schede", "(SELECT COUNT(*) FROM schede s WHERE s.message_id = m.id)", "Number of schede in it"),
        ("protocolli", "(SELECT COUNT(*) FROM protocolli a WHERE a.message_id = m.id)", "Number of agreements in it"),
        ("problems", "(SELECT COUNT(*) FROM problems x WHERE x.message_id = m.id)", "Number of problems"),
        ("form_found", "CASE WHEN m.form_found THEN 1 ELSE 0 END", "1 if the official form was in it"),
        ("attempts", "m.attempts", "How often it was processed"),
        ("error", "m.error", "Why it failed or waits"),
        ("source", "m.source", "Where it was taken from"),
        ("sha256", "m.sha256", "Hash of the original"),
        ("origin", "m.origin", "Who wrote what the sender passed on"),
        (
            "pec_provider",
            "(SELECT MAX(c.provider) FROM certifications c WHERE c.message_id = m.id AND c.path = '')",
            "Provider of certified mail, if it came so",
        ),
        (
            "certified_at",
            "(SELECT MAX(c.certified_at) FROM certifications c WHERE c.message_id = m.id AND c.path = '')",
            "Moment that the provider certifies (UTC)",
        ),
        (
            "pec_integrity",
            "(SELECT MIN(c.integrity) FROM certifications c WHERE c.message_id = m.id AND c.path = '')",
            "intact, altered or not_checked: the provider's signature",
        ),
        (
            "protocol_number",
            "(SELECT MIN(g.number) FROM registrations g WHERE g.message_id = m.id AND g.kind = 'segnatura')",
            "Protocol number of the sending office",
        ),
        (
            "protocol_date",
            "(SELECT MIN(g.registered_on) FROM registrations g WHERE g.message_id = m.id AND g.kind = 'segnatura')",
            "Its day",
        ),
        (
            "replaced_by",
            "(SELECT MAX(l.current_id) FROM message_links l WHERE l.replaced_id = m.id)",
            "Message that duplicates or corrects this one",
        ),
        (
            "trust",
            "m.trust",
            "How sure it is that the office wrote it: certified, authenticated, office_address, claimed or unknown",
        ),
        ("trust_reasons", "m.trust_reasons", "Why, one reason a line"),
    ),
    "FROM messages m LEFT JOIN prefetture p ON p.sigla = m.prefettura",
)

V_LINKS = View(
    "v_links",
    "One row per pair of messages that belong together",
    (
        ("message_id", "l.message_id", "Number of the later message"),
        ("other_id", "l.other_id", "Number of the earlier message"),
        ("kind", "l.kind", "duplicate, supersedes, follows_up, part, withdraws or repairs, said of the later one"),
        ("reason", "l.reason", "What tells so"),
        ("current_id", "l.current_id", "The one whose records are in force; null if both stand"),
        ("prefettura", "m.prefettura", "Sigla of the office that sent the later one"),
        ("prefettura_name", "p.name", "Name of that office"),
        ("region", "p.region", "Region of that office"),
    ),
    "FROM message_links l JOIN messages m ON m.id = l.message_id LEFT JOIN prefetture p ON p.sigla = m.prefettura",
)

V_PROPOSALS = View(
    "v_proposals",
    "One row per pair of messages of which the later would change what is in force, if a person lets it",
    (
        ("message_id", "l.message_id", "Number of the later message"),
        ("other_id", "l.other_id", "Number of the earlier message"),
        ("kind", "l.kind", "duplicate, supersedes, part, withdraws or repairs, said of the later one"),
        ("reason", "l.reason", "What tells so"),
        ("why", "l.why", "Why only a person may say so"),
        ("prefettura", "m.prefettura", "Sigla of the office that the later one is attributed to"),
        ("sender", "m.sender", "Its sender"),
        ("trust", "m.trust", "How sure it is that the office wrote it"),
    ),
    "FROM link_proposals l JOIN messages m ON m.id = l.message_id",
)

V_SIGNATURES = View(
    "v_signatures",
    "One row per signature over a file or mail",
    (
        ("message_id", "g.message_id", "Number of the message"),
        ("prefettura", "m.prefettura", "Sigla of the sending office"),
        ("prefettura_name", "p.name", "Name of the sending office"),
        ("region", "p.region", "Region of the sending office"),
        ("path", "g.path", "Path of the signed file or mail; empty for the outermost mail"),
        ("form", "g.form", "pec, mail, enveloping (.p7m), detached (.p7s), timestamp (.tsd) or pades (in a PDF)"),
        ("integrity", "g.integrity", "intact, altered or not_checked"),
        ("signer", "g.signer", "Common name in the certificate"),
        ("signed_at", "g.signed_at", "Moment of signing as the signature says (UTC)"),
        ("issuer", "g.issuer", "Who issued the certificate"),
        ("trust", "g.trust", "Chain of trust: always unchecked"),
        ("detail", "g.detail", "Why it is altered or could not be checked"),
    ),
    "FROM signatures g JOIN messages m ON m.id = g.message_id LEFT JOIN prefetture p ON p.sigla = m.prefettura",
)

V_PROBLEMS = View(
    "v_problems",
    "One row per defect or gap",
    (
        ("message_id", "x.message_id", "Number of the message"),
        ("prefettura", "m.prefettura", "Sigla of the sending office"),
        ("prefettura_name", "p.name", "Name of the sending office"),
        ("region", "p.region", "Region of the sending office"),
        ("code", "x.code", "What is wrong or missing"),
        ("campo", "x.campo", "Campo concerned"),
        ("document", "d.filename", "File concerned"),
        ("document_path", "d.path", "Every layer down to that file"),
        ("detail", "x.detail", "The same in a sentence"),
        ("sent_at", "m.sent_at", "Date that the mail bears (UTC); null if it bears none"),
        ("received_at", "m.received_at", "When the message was received (UTC)"),
    ),
    "FROM problems x JOIN messages m ON m.id = x.message_id LEFT JOIN documents d ON d.id = x.document_id "
    "LEFT JOIN prefetture p ON p.sigla = m.prefettura",
)

V_COVERAGE = View(
    "v_coverage",
    "Prefettura by campo with counts, zeros included: 106 x 11 rows",
    (
        ("prefettura", "p.sigla", "Sigla of the office"),
        ("prefettura_name", "p.name", "Name of the office"),
        ("region", "p.region", "Region"),
        ("campo", "c.number", "Number of the campo"),
        ("campo_title", "c.title", "Official title"),
        ("schede", "COALESCE(n.schede, 0)", "Number of schede in force"),
        ("marked", "COALESCE(k.marked, 0)", "Number of messages whose form ticks the campo"),
        ("protocolli", "COALESCE(x.protocolli, 0)", "Number of agreements behind those schede"),
    ),
    "FROM prefetture p CROSS JOIN campi c "
    f"LEFT JOIN (SELECT s.prefettura, {_CAMPO} AS campo, COUNT(*) AS schede FROM schede s {_REVIEWED} "
    f"WHERE {_SCHEDA_IN_FORCE} GROUP BY s.prefettura, {_CAMPO}) n ON n.prefettura = p.sigla AND n.campo = c.number "
    # Apart from the schede, of which few have an agreement: to count two things at once, all of them would be sorted.
    f"LEFT JOIN (SELECT s.prefettura, {_CAMPO} AS campo, COUNT(DISTINCT y.protocollo_id) AS protocolli "
    f"FROM scheda_protocollo y JOIN schede s ON s.id = y.scheda_id {_REVIEWED} WHERE {_SCHEDA_IN_FORCE} "
    f"GROUP BY s.prefettura, {_CAMPO}) x ON x.prefettura = p.sigla AND x.campo = c.number "
    "LEFT JOIN (SELECT m.prefettura, k.campo, COUNT(*) AS marked FROM marked_campi k JOIN messages m ON m.id = "
    "k.message_id "
    "GROUP BY m.prefettura, k.campo) k ON k.prefettura = p.sigla AND k.campo = c.number",
)

_SHOWN = (
    V_SCHEDE, V_SCHEDE_ALL, V_SCHEDE_PUBLIC, V_PROTOCOLLI, V_PROTOCOLLI_ALL, V_MESSAGES, V_PROBLEMS, V_COVERAGE,
    V_LINKS, V_PROPOSALS, V_SIGNATURES,
    *OF_OFFICES,
)  # fmt: skip

_DICTIONARY_COLUMNS = (
    ("view_name", "Name of the view"),
    ("position", "Order of the column in the view, from 1"),
    ("column_name", "Name of the column"),
    ("meaning", "What it means"),
)


def _dictionary() -> View:
    rows = [
        (view.name, number, name, meaning)
        for view in _SHOWN
        for number, (name, _, meaning) in enumerate(view.columns, 1)
    ]
    rows += [("v_dictionary", number, name, meaning) for number, (name, meaning) in enumerate(_DICTIONARY_COLUMNS, 1)]
    return of_rows("v_dictionary", "Each column of each view and its meaning", _DICTIONARY_COLUMNS, rows)


VIEWS: tuple[View, ...] = (*_SHOWN, _dictionary())
