"""The journal, what follows from it, the cards and the runs."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = """
CREATE TABLE event (
    id TEXT NOT NULL, kind TEXT NOT NULL, card TEXT, device TEXT NOT NULL, hlc INTEGER NOT NULL,
    at INTEGER NOT NULL, utc_offset INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX event_card ON event (card, hlc);
CREATE UNIQUE INDEX event_order ON event (hlc, device);

CREATE TABLE review (
    event TEXT NOT NULL, hlc INTEGER NOT NULL, card TEXT NOT NULL, at INTEGER NOT NULL,
    utc_offset INTEGER NOT NULL, day INTEGER NOT NULL, rating INTEGER NOT NULL, proposed INTEGER,
    confidence REAL, elapsed_days INTEGER, phase TEXT, interval INTEGER NOT NULL, seconds REAL,
    stability REAL NOT NULL, difficulty REAL NOT NULL,
    PRIMARY KEY (event),
    FOREIGN KEY(event) REFERENCES event (id)
) STRICT;
CREATE INDEX review_card ON review (card, hlc);
CREATE INDEX review_day ON review (day);
CREATE INDEX review_order ON review (hlc);

CREATE TABLE memory (
    card TEXT NOT NULL, phase TEXT NOT NULL, step INTEGER NOT NULL, stability REAL NOT NULL,
    difficulty REAL NOT NULL, due_at INTEGER, due_day INTEGER, first_day INTEGER NOT NULL,
    last_at INTEGER NOT NULL, last_day INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (card),
    CONSTRAINT memory_due CHECK ((due_at IS NULL) <> (due_day IS NULL)),
    FOREIGN KEY(event) REFERENCES event (id)
) STRICT;
CREATE INDEX memory_due_at ON memory (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX memory_due_day ON memory (due_day, card) WHERE due_day IS NOT NULL;
CREATE INDEX memory_first_day ON memory (first_day);

CREATE TABLE mark (
    card TEXT NOT NULL, suspended INTEGER DEFAULT 0 NOT NULL, hidden_until INTEGER DEFAULT 0 NOT NULL,
    flag INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (card)
) STRICT;

CREATE TABLE card (
    id TEXT NOT NULL, deck TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL,
    proof TEXT NOT NULL, answer_hash TEXT NOT NULL, tags TEXT NOT NULL, claims TEXT NOT NULL,
    "after" TEXT NOT NULL, present INTEGER NOT NULL, seen INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX card_new ON card (position, id) WHERE present = 1 AND seen = 0;

CREATE TABLE shown (
    id TEXT NOT NULL, card TEXT NOT NULL, seed INTEGER NOT NULL, arguments TEXT NOT NULL,
    at INTEGER NOT NULL, answered TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(answered) REFERENCES event (id)
) STRICT;
CREATE INDEX shown_answered ON shown (answered) WHERE answered IS NOT NULL;

CREATE TABLE run (
    id TEXT NOT NULL, proof TEXT NOT NULL, source_hash TEXT NOT NULL, seed INTEGER NOT NULL,
    arguments TEXT NOT NULL, variant TEXT NOT NULL, verdict TEXT NOT NULL, evidence TEXT NOT NULL,
    seconds REAL NOT NULL, first_evidence_seconds REAL, torch TEXT NOT NULL, python TEXT NOT NULL,
    device TEXT NOT NULL, protections TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX run_proof ON run (proof, at);

CREATE TABLE meta ("key" TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key")) STRICT;
"""

TRIGGERS = (
    "CREATE TRIGGER event_never_changes BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT, 'the journal is never rewritten'); END",
    "CREATE TRIGGER event_never_goes BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'the journal is never shortened'); END",
    "CREATE TRIGGER card_seen AFTER INSERT ON memory BEGIN UPDATE card SET seen = 1 WHERE id = new.card; END",
    "CREATE TRIGGER card_unseen AFTER DELETE ON memory"
    " BEGIN UPDATE card SET seen = 0 WHERE id = old.card; END",
    "CREATE TRIGGER card_known AFTER INSERT ON card"
    " WHEN EXISTS (SELECT 1 FROM memory WHERE card = new.id)"
    " BEGIN UPDATE card SET seen = 1 WHERE id = new.id; END",
)

APPLICATION = 0x73747564  # "stud"


def upgrade() -> None:
    for statement in (*STATEMENTS.strip().split(";\n"), *TRIGGERS):
        op.execute(statement)
    op.execute(f"PRAGMA application_id = {APPLICATION}")
