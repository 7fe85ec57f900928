"""Which content of a proof may run."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

TRUST = """
CREATE TABLE trust (
    proof TEXT NOT NULL, hash TEXT NOT NULL, decision TEXT NOT NULL, files TEXT NOT NULL,
    seal TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (proof, hash),
    CONSTRAINT trust_decision CHECK (decision IN ('trust', 'never'))
) STRICT
"""


def upgrade() -> None:
    op.execute(TRUST)
