"""Tables of the letters that were written to offices."""

import sqlalchemy as sa

from store.columns import UtcDateTime, row_id
from store.tables import metadata

letters = sa.Table(
    "letters", metadata,
    row_id(),
    sa.Column("prefettura", sa.ForeignKey("prefetture.sigla"), nullable=False, index=True,
        comment="Sigla of the office it was written to"),
    sa.Column("reminder", sa.Integer, nullable=False, comment="How many letters to that office went before it"),
    sa.Column("protocol", sa.String(60), nullable=False, comment="Protocol number under which it goes out; empty if "
                                                                 "none was given"),
    sa.Column("written_at", UtcDateTime, nullable=False, comment="When it was written"),
    sa.Column("written_by", sa.String(120), nullable=False, comment="By whom"),
    sa.Column("answer_by", sa.Date, comment="Day by which an answer is asked for; null if none"),
    comment="Letters that ask offices for what their replies lack",
    sqlite_autoincrement=True,
)  # fmt: skip

letter_items = sa.Table(
    "letter_items", metadata,
    sa.Column("letter_id", sa.ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True, comment="The letter"),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False, comment="Place in the letter, from 0"),
    sa.Column("message_id", sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, index=True,
        comment="Message that lacks it; purged, it takes the line along"),
    sa.Column("code", sa.String(40), nullable=False, comment="Code of the problem"),
    sa.Column("campo", sa.ForeignKey("campi.number"), comment="Campo concerned; null if none"),
    sa.Column("asked", sa.Text, nullable=False, comment="What was asked for, in the words of the letter"),
    comment="What a letter asks for, line by line",
)  # fmt: skip
