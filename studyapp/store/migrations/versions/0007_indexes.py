"""Indexes for a large collection: what was said of answers, with its day; and each deck's new cards."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("DROP INDEX IF EXISTS review_confidence")
    op.execute(
        "CREATE INDEX review_confidence ON review (confidence, day, proposed, rating)"
        " WHERE confidence IS NOT NULL"
    )
    op.execute("CREATE INDEX card_new_deck ON card (deck) WHERE present = 1 AND seen = 0")
