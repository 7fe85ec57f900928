"""Which proofs cannot run here, and were never confirmed anywhere: nothing new is taught of them."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("CREATE TABLE unproven (proof TEXT NOT NULL, PRIMARY KEY (proof)) STRICT")
