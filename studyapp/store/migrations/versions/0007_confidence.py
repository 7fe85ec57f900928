"""What was said of answers, with its day: statistics of a period need not look at each review."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("DROP INDEX review_confidence")
    op.execute(
        "CREATE INDEX review_confidence ON review (confidence, day, proposed, rating)"
        " WHERE confidence IS NOT NULL"
    )
