"""Views by office, file, tick, party and decision. `store/views.py` holds those of schede, agreements and mails."""

from config.meanings import rows
from store.gaps import ASKED
from store.view import View, of_rows

_OFFICE = (
    ("prefettura", "m.prefettura", "Sigla of the sending office; null if unknown"),
    ("prefettura_name", "p.name", "Name of the sending office"),
    ("region", "p.region", "Region of the sending office"),
)
_JOINED = "JOIN messages m ON m.id = {}.message_id LEFT JOIN prefetture p ON p.sigla = m.prefettura"
_WHEN = (
    ("sent_at", "m.sent_at", "Date that the mail bears (UTC); null if it bears none"),
    ("received_at", "m.received_at", "When the message was received (UTC)"),
)

V_DOCUMENTS = View(
    "v_documents",
    "One row per file found in a message, at any depth; the mail's own text is one too",
    (
        ("document_id", "d.id", "Number of the file"),
        ("message_id", "d.message_id", "Number of the message"),
        *_OFFICE,
        ("document", "d.filename", "Innermost name; (body) for the mail's own text"),
        ("document_path", "d.path", "Every layer down to that file"),
        ("kind", "d.kind", "What it holds"),
        ("status", "d.status", "Whether it could be read"),
        ("error", "d.error", "Why it was not read"),
        ("media_type", "d.media_type", "Type by content"),
        ("size", "d.size", "Size in bytes"),
        ("pages", "d.pages", "Number of pages, where the format has pages"),
        ("ocr", "CASE WHEN d.ocr THEN 1 ELSE 0 END", "1 if its text comes from character recognition"),
        ("characters", "LENGTH(d.text)", "Length of its text"),
        ("schede", "(SELECT COUNT(*) FROM schede s WHERE s.document_id = d.id)", "Number of schede in it"),
        ("sha256", "d.sha256", "Hash of the file"),
        *_WHEN,
    ),
    "FROM documents d " + _JOINED.format("d"),
)

V_LETTERS = View(
    "v_letters",
    "One row per line that a letter asks an office for; a letter of which nothing is left has one row",
    (
        ("letter_id", "l.id", "Number of the letter"),
        ("prefettura", "l.prefettura", "Sigla of the office it was written to"),
        ("prefettura_name", "p.name", "Name of that office"),
        ("region", "p.region", "Region of that office"),
        ("reminder", "l.reminder", "How many letters to that office went before it"),
        ("protocol", "NULLIF(l.protocol, '')", "Protocol number under which it went out; null if none was given"),
        ("written_at", "l.written_at", "When it was written (UTC)"),
        ("written_by", "l.written_by", "By whom"),
        ("answer_by", "l.answer_by", "Day by which an answer was asked for; null if none"),
        ("message_id", "i.message_id", "Number of the message that lacks it"),
        ("code", "i.code", "Code of the problem"),
        ("campo", "i.campo", "Campo concerned; null if none"),
        ("asked", "i.asked", "What was asked for, in the words of the letter"),
    ),
    "FROM letters l JOIN prefetture p ON p.sigla = l.prefettura LEFT JOIN letter_items i ON i.letter_id = l.id",
)

V_MARKED = View(
    "v_marked",
    "One row per message and campo ticked on its form",
    (
        ("message_id", "k.message_id", "Number of the message"),
        *_OFFICE,
        ("campo", "k.campo", "Campo that is ticked"),
        ("campo_title", "c.title", "Official title of that campo"),
        (
            "described",
            "CASE WHEN EXISTS (SELECT 1 FROM v_coverage o WHERE o.prefettura = m.prefettura AND o.campo = k.campo AND "
            "o.schede > 0)"
            " THEN 1 ELSE 0 END",
            "1 if the office described a practice of that campo, in whatever message",
        ),
        *_WHEN,
    ),
    "FROM marked_campi k JOIN campi c ON c.number = k.campo " + _JOINED.format("k"),
)

V_PARTIES = View(
    "v_parties",
    "One row per agreement in force and party",
    (
        ("protocollo_id", "v.protocollo_id", "Number of the agreement"),
        ("message_id", "v.message_id", "Number of the message"),
        ("prefettura", "v.prefettura", "Sigla of the sending office"),
        ("prefettura_name", "v.prefettura_name", "Name of the sending office"),
        ("region", "v.region", "Region of the sending office"),
        ("kind", "v.kind", "Kind of agreement"),
        ("title", "v.title", "Title of the agreement"),
        ("signed_on", "v.signed_on", "Day of signing; null if undated or a draft"),
        ("party", "q.name", "The party as written"),
        ("party_canonical", "q.canonical", "The same in one form for the ways in which it is written"),
        ("party_position", "q.position", "Order of the party in the text, from 0"),
        ("party_kind", "q.kind", "Kind of body (comune, azienda sanitaria, cooperativa, …)"),
        ("party_comune", "q.comune", "Comune that its name says"),
        ("party_province", "q.province", "Sigla of the province that its name says or lies in"),
        ("party_region", "q.region", "Region that its name says or lies in"),
        ("confidence", "q.confidence", "Probability that it signs, 0 to 1"),
    ),
    "FROM v_protocolli v JOIN protocollo_parties q ON q.protocollo_id = v.protocollo_id",
)

V_SCHEDA_PROTOCOLLO = View(
    "v_scheda_protocollo",
    "One row per scheda in force and agreement in force behind it",
    (
        ("scheda_id", "x.scheda_id", "Number of the scheda"),
        ("protocollo_id", "x.protocollo_id", "Number of the agreement"),
        ("prefettura", "s.prefettura", "Sigla of the sending office"),
        ("prefettura_name", "s.prefettura_name", "Name of the sending office"),
        ("region", "s.region", "Region of the sending office"),
        ("campo", "s.campo", "Campo in force of the scheda"),
        ("scheda_title", "s.title", "What the office calls the practice"),
        ("kind", "a.kind", "Kind of agreement"),
        ("protocollo_title", "a.title", "Title of the agreement"),
        ("signed_on", "a.signed_on", "Day of signing; null if undated or a draft"),
        ("reason", "x.reason", "Why: its date, number, title or other words in the scheda, both in one file, or alone"),
    ),
    "FROM scheda_protocollo x JOIN v_schede s ON s.scheda_id = x.scheda_id JOIN v_protocolli a ON a.protocollo_id = "
    "x.protocollo_id",
)

V_REVIEWS = View(
    "v_reviews",
    "One row per decision of a person about the campo of a scheda",
    (
        ("scheda_id", "s.id", "Number of the scheda; null if a new reading no longer finds it"),
        ("message_id", "r.message_id", "Number of the message"),
        *_OFFICE,
        ("declared_campo", "s.campo", "Campo as declared or read"),
        ("suggested_campo", "s.suggested_campo", "Campo that the text suggests, if another"),
        ("reviewed_campo", "r.campo", "Campo decided by a person"),
        ("changed", "CASE WHEN r.campo <> s.campo THEN 1 ELSE 0 END", "1 if the decision is another campo"),
        ("decided_by", "r.decided_by", "By whom"),
        ("decided_at", "r.decided_at", "When (UTC)"),
    ),
    "FROM reviews r LEFT JOIN schede s ON s.message_id = r.message_id AND s.key = r.scheda_key " + _JOINED.format("r"),
)

#: Problems of replies in force that the office can be asked about; what a campo lacks is counted by campo.
_ASKED = ", ".join(f"'{code}'" for code in ASKED if code != "marked_without_scheda")
_IN_FORCE = "NOT EXISTS (SELECT 1 FROM message_links l WHERE l.replaced_id = m.id)"

V_OFFICES = View(
    "v_offices",
    "One row per office, all 106: whether it replied, when, with what, and what is missing",
    (
        ("prefettura", "p.sigla", "Sigla of the office"),
        ("prefettura_name", "p.name", "Name of the office"),
        ("region", "p.region", "Region"),
        ("office", "p.office", "Prefettura, Commissariato del Governo or Presidenza della Regione"),
        ("replied", "CASE WHEN COALESCE(n.replies, 0) > 0 THEN 1 ELSE 0 END", "1 if it sent schede or agreements"),
        ("replies", "COALESCE(n.replies, 0)", "Number of its replies in force"),
        ("first_reply_at", "n.first_at", "Date of its first reply, as the mail bears it, else as received (UTC)"),
        ("last_reply_at", "n.last_at", "The same of its last reply"),
        ("schede", "COALESCE(c.schede, 0)", "Number of its schede in force"),
        ("campi_described", "COALESCE(c.described, 0)", "Number of campi with a scheda"),
        ("campi_marked", "COALESCE(c.marked, 0)", "Number of campi ticked on its forms"),
        ("marked_not_described", "COALESCE(c.lacking, 0)", "Number of campi ticked and not described"),
        ("protocolli", "COALESCE(a.protocolli, 0)", "Number of its agreements in force"),
        ("open_problems", "COALESCE(g.asked, 0)", "Number of files, parts and agreements that it can be asked for"),
    ),
    "FROM prefetture p LEFT JOIN (SELECT m.prefettura, COUNT(*) AS replies, MIN(COALESCE(m.sent_at, m.received_at)) "
    "AS first_at,"
    " MAX(COALESCE(m.sent_at, m.received_at)) AS last_at FROM messages m"
    f" WHERE m.kind = 'submission' AND {_IN_FORCE} GROUP BY m.prefettura) n ON n.prefettura = p.sigla"
    " LEFT JOIN (SELECT prefettura, SUM(schede) AS schede, SUM(CASE WHEN schede > 0 THEN 1 ELSE 0 END) AS described,"
    " SUM(CASE WHEN marked > 0 THEN 1 ELSE 0 END) AS marked, SUM(CASE WHEN marked > 0 AND schede = 0 THEN 1 ELSE 0 "
    "END) AS lacking"
    " FROM v_coverage GROUP BY prefettura) c ON c.prefettura = p.sigla"
    " LEFT JOIN (SELECT prefettura, COUNT(*) AS protocolli FROM v_protocolli GROUP BY prefettura) a ON a.prefettura = "
    "p.sigla"
    " LEFT JOIN (SELECT m.prefettura, COUNT(*) AS asked FROM problems x JOIN messages m ON m.id = x.message_id"
    f" WHERE m.kind = 'submission' AND x.code IN ({_ASKED}) AND {_IN_FORCE} GROUP BY m.prefettura) g ON g.prefettura "
    f"= p.sigla",
)

V_VOCABULARY = of_rows(
    "v_vocabulary",
    "One row per word of the closed lists: kinds, states, methods, problem codes",
    (
        ("list", "The list, such as problem_code"),
        ("word", "The word as it stands in the other views"),
        ("meaning", "What it means"),
        ("italian", "The same in Italian, as reports say it"),
        ("remedy", "What to do about it, for problems"),
    ),
    rows(),
)

#: In an order in which each view finds those that it asks.
OF_OFFICES = (
    V_DOCUMENTS, V_MARKED, V_PARTIES, V_SCHEDA_PROTOCOLLO, V_REVIEWS, V_OFFICES, V_LETTERS, V_VOCABULARY,
)  # fmt: skip
