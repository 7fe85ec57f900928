"""What is done to a card can be undone as a review can; marks, notes, and which cards are siblings."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = """
ALTER TABLE mark ADD COLUMN marked INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE mark ADD COLUMN note TEXT DEFAULT '' NOT NULL;
CREATE INDEX review_confidence ON review (confidence, proposed, rating) WHERE confidence IS NOT NULL;
ALTER TABLE card ADD COLUMN heading TEXT;
CREATE INDEX card_siblings ON card (heading) WHERE heading IS NOT NULL;
CREATE TABLE act (
    event TEXT NOT NULL, hlc INTEGER NOT NULL, card TEXT NOT NULL, batch TEXT,
    PRIMARY KEY (event),
    FOREIGN KEY(event) REFERENCES event (id)
) STRICT;
CREATE INDEX act_order ON act (hlc);
CREATE INDEX act_card ON act (card, hlc);
INSERT INTO act SELECT id, hlc, card, NULL FROM event
    WHERE kind IN ('reset', 'suspend', 'resume', 'bury', 'flag')
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";\n"):
        op.execute(statement)
