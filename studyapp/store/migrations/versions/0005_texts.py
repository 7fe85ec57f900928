"""The text of every card, to be searched; since when it is there, and when it was changed last."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

# The texts themselves come from the files, at the next start: no hash is that of any text.
STATEMENTS = """
ALTER TABLE card ADD COLUMN number INTEGER;
ALTER TABLE card ADD COLUMN text_hash TEXT DEFAULT '' NOT NULL;
ALTER TABLE card ADD COLUMN added_day INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE card ADD COLUMN edited_day INTEGER DEFAULT 0 NOT NULL;
UPDATE card SET number = rowid;
CREATE UNIQUE INDEX card_number ON card (number);
CREATE INDEX card_place ON card (position, id, number) WHERE present <> 0;
CREATE INDEX card_added ON card (added_day, position, id, number) WHERE present <> 0;
CREATE INDEX card_edited ON card (edited_day);
CREATE INDEX memory_stability ON memory (stability, card);
CREATE INDEX memory_lapses ON memory (lapses, card);
CREATE VIRTUAL TABLE card_text USING fts5(title, question, answer, tags,
 tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
CREATE VIRTUAL TABLE card_word USING fts5vocab(card_text, row)
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";\n"):
        op.execute(statement)
