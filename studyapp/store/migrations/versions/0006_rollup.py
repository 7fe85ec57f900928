"""Reviews counted by study day, kind and grade, and by hour: statistics read these instead of each one."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = """
CREATE TABLE daily (
    day INTEGER NOT NULL, kind TEXT NOT NULL, age TEXT NOT NULL, rating INTEGER NOT NULL,
    reviews INTEGER NOT NULL, milliseconds INTEGER NOT NULL,
    PRIMARY KEY (day, kind, age, rating)
) WITHOUT ROWID, STRICT;
CREATE TABLE hourly (
    day INTEGER NOT NULL, hour INTEGER NOT NULL, reviews INTEGER NOT NULL, passed INTEGER NOT NULL,
    PRIMARY KEY (day, hour)
) WITHOUT ROWID, STRICT;
INSERT INTO daily SELECT day,
    CASE coalesce(phase, 'learning') WHEN 'learning' THEN 'learn' WHEN 'relearning' THEN 'relearn'
        ELSE 'review' END,
    CASE WHEN interval >= 21 THEN 'mature' WHEN interval >= 1 OR phase = 'review' THEN 'young' ELSE '' END,
    rating, count(*), coalesce(sum(CAST(round(seconds * 1000) AS INTEGER)), 0)
    FROM review GROUP BY 1, 2, 3, 4;
INSERT INTO hourly SELECT day, (at / 1000000 + utc_offset * 60) % 86400 / 3600, count(*), sum(rating > 1)
    FROM review GROUP BY 1, 2
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";\n"):
        op.execute(statement)
