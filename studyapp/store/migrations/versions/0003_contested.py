"""Which runs were of the proof as it is, and which proofs they contest."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

# Of runs stored before, it is not known whether a knob was set: they contest nothing, and settle nothing.
STATEMENTS = """
ALTER TABLE run ADD COLUMN world INTEGER DEFAULT 1 NOT NULL;
ALTER TABLE run ADD COLUMN plain INTEGER DEFAULT 0 NOT NULL;
CREATE INDEX run_confirmed ON run (proof, source_hash, torch, device, world)
    WHERE plain = 1 AND verdict = 'confirmed';
CREATE INDEX run_refuted ON run (torch, proof, source_hash, device, world, seed)
    WHERE plain = 1 AND verdict = 'refuted';
CREATE TABLE contested (
    proof TEXT NOT NULL, run TEXT NOT NULL,
    PRIMARY KEY (proof),
    FOREIGN KEY(run) REFERENCES run (id)
) STRICT
"""


def upgrade() -> None:
    for statement in STATEMENTS.strip().split(";\n"):
        op.execute(statement)
