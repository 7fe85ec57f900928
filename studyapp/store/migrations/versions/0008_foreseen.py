"""What was expected of each answer, counted like the answers themselves; and what was known on a day."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

DECAY = 0.1542  # FSRS-6's default: reviews from before this was kept say nothing of others
FACTOR = 0.9 ** (-1 / DECAY) - 1
BEFORE = """
SELECT event, elapsed_days, earlier FROM (
    SELECT event, elapsed_days, phase, lag(stability) OVER (PARTITION BY card ORDER BY hlc) AS earlier
    FROM review
) WHERE elapsed_days > 0 AND phase IS NOT NULL AND earlier IS NOT NULL
"""
STATEMENTS = """
CREATE TABLE foreseen (
    day INTEGER NOT NULL, percent INTEGER NOT NULL, billionths INTEGER NOT NULL, reviews INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    PRIMARY KEY (day, percent)
) WITHOUT ROWID, STRICT;
CREATE TABLE knowledge (
    day INTEGER NOT NULL, decay REAL NOT NULL, known REAL NOT NULL, reviewed INTEGER NOT NULL,
    PRIMARY KEY (day, decay)
) WITHOUT ROWID, STRICT;
INSERT INTO foreseen SELECT day, CAST(expected * 100 AS INTEGER),
    sum(CAST(round(expected * 1e9) AS INTEGER)), count(*), sum(rating > 1)
    FROM review WHERE expected IS NOT NULL GROUP BY 1, 2
"""


def upgrade() -> None:
    op.execute("ALTER TABLE review ADD COLUMN expected REAL")
    connection = op.get_bind()
    for event, elapsed, stability in connection.exec_driver_sql(BEFORE).all():
        expected = (1 + FACTOR * elapsed / stability) ** -DECAY
        connection.exec_driver_sql("UPDATE review SET expected = ? WHERE event = ?", (expected, event))
    for statement in STATEMENTS.strip().split(";\n"):
        op.execute(statement)
