"""Files in which a virus was found."""

from store.migrations.closed_lists import allow

revision = "0020"
down_revision = "0018"

_CODES = (
    "marked_without_scheda", "scheda_not_marked", "protocol_mentioned_not_attached", "campo_conflict", "campo_uncertain",
    "unreadable_document", "encrypted_document", "archive_limit", "unsupported_document", "unknown_sender", "prefettura_conflict",
    "missing_attachment", "possible_duplicate", "supersedes", "malformed_message", "possible_formula", "altered_signature", "follows_up",
    "missing_part", "withdrawal", "empty_attachment", "unexplained_text", "possible_several", "possible_agreement", "untrusted_sender",
    "infected_document", "processing_limit", "internal_error",
)


def upgrade() -> None:
    """To this version."""
    allow("problems", "code", _CODES)
