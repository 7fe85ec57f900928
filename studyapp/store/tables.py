"""Every table: the journal, what follows from it, the cards of the files, runs of proofs, trust, contests."""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from studyapp.store.columns import Instant, Json, Phased

metadata = MetaData()

# The truth. Everything below it, down to `mark`, can be made again from it.
event = Table(
    "event",
    metadata,
    Column("id", Text, primary_key=True),  # UUID version 7
    Column("kind", Text, nullable=False),
    Column("card", Text),
    Column("device", Text, nullable=False),
    Column("hlc", Integer, nullable=False),  # hybrid logical clock: the order over all devices
    Column("at", Instant, nullable=False),
    Column("utc_offset", Integer, nullable=False),  # minutes
    Column("body", Text, nullable=False),  # JSON of events.py
    Index("event_order", "hlc", "device", unique=True),
    Index("event_card", "card", "hlc"),
    sqlite_strict=True,
)

# The reviews that stand (not undone), in columns: statistics read them without opening a body.
review = Table(
    "review",
    metadata,
    Column("event", Text, ForeignKey("event.id"), primary_key=True),
    Column("hlc", Integer, nullable=False),
    Column("card", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("utc_offset", Integer, nullable=False),
    Column("day", Integer, nullable=False),  # study day
    Column("rating", Integer, nullable=False),
    Column("proposed", Integer),
    Column("confidence", REAL),
    Column("elapsed_days", Integer),
    Column("phase", Text),  # before the answer; null for a first review
    Column("interval", Integer, nullable=False),  # days, before the answer
    Column("seconds", REAL),
    Column("stability", REAL, nullable=False),  # after the answer
    Column("difficulty", REAL, nullable=False),
    Column("expected", REAL),  # the recall foreseen before the answer; null where no memory was tested
    Index("review_order", "hlc"),
    Index("review_card", "card", "hlc"),
    Index("review_day", "day"),
    Index(
        "review_confidence",
        *("confidence", "day", "proposed", "rating"),
        sqlite_where=text("confidence IS NOT NULL"),
    ),
    sqlite_strict=True,
)

# Those reviews, counted: by study day, by hour of the learner's clock, and by what was foreseen.
daily = Table(
    "daily",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),  # learn, relearn or review
    Column("age", Text, primary_key=True),  # young or mature; "": the previous interval was no whole day
    Column("rating", Integer, primary_key=True),
    Column("reviews", Integer, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

hourly = Table(
    "hourly",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("reviews", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

foreseen = Table(
    "foreseen",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("percent", Integer, primary_key=True),  # the recall foreseen, cut off
    Column("billionths", Integer, nullable=False),  # sum of the recall foreseen
    Column("reviews", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# What was known at the end of days gone by, once somebody asked: they change only where history does.
knowledge = Table(
    "knowledge",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("decay", REAL, primary_key=True),  # of the forgetting curve that it was computed with
    Column("known", REAL, nullable=False),  # sum of the probabilities of recall
    Column("reviewed", Integer, nullable=False),  # cards
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

memory = Table(
    "memory",
    metadata,
    Column("card", Text, primary_key=True),
    Column("phase", Phased, nullable=False),
    Column("step", Integer, nullable=False),
    Column("stability", REAL, nullable=False),
    Column("difficulty", REAL, nullable=False),
    Column("due_at", Instant),
    Column("due_day", Integer),
    Column("first_day", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("reps", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("event", Text, ForeignKey("event.id"), nullable=False),  # the last review
    CheckConstraint("(due_at IS NULL) <> (due_day IS NULL)", name="memory_due"),
    Index("memory_due_at", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    Index("memory_due_day", "due_day", "card", sqlite_where=text("due_day IS NOT NULL")),
    Index("memory_first_day", "first_day"),
    Index("memory_stability", "stability", "card"),
    Index("memory_lapses", "lapses", "card"),
    sqlite_strict=True,
)

# What was done to a card besides reviewing it, and stands (not undone).
act = Table(
    "act",
    metadata,
    Column("event", Text, ForeignKey("event.id"), primary_key=True),
    Column("hlc", Integer, nullable=False),
    Column("card", Text, nullable=False),
    Column("batch", Text),  # acts of one batch are undone together
    Index("act_order", "hlc"),
    Index("act_card", "card", "hlc"),
    sqlite_strict=True,
)

mark = Table(
    "mark",
    metadata,
    Column("card", Text, primary_key=True),
    Column("suspended", Integer, nullable=False, server_default=text("0")),
    Column("hidden_until", Integer, nullable=False, server_default=text("0")),  # study day it is back on
    Column("flag", Integer, nullable=False, server_default=text("0")),
    Column("marked", Integer, nullable=False, server_default=text("0")),
    Column("note", Text, nullable=False, server_default=text("''")),  # the learner's own
    sqlite_strict=True,
)

# What the files say, and two things about each card that the queue asks all the time.
card = Table(
    "card",
    metadata,
    Column("id", Text, primary_key=True),
    Column("deck", Text, nullable=False),
    Column("position", Integer, nullable=False),  # in the library's order
    Column("kind", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("answer_hash", Text, nullable=False),  # of the answer that the learner knows
    Column("tags", Json, nullable=False),
    Column("claims", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("present", Integer, nullable=False),  # 1: the files have it
    Column("seen", Integer, nullable=False, server_default=text("0")),  # 1: it has a memory; kept by triggers
    Column("heading", Text),  # what it shares with its siblings; null where it has none
    Column("number", Integer),  # for good: the row of card_text that holds its text
    Column("text_hash", Text, nullable=False, server_default=text("''")),  # of the text that is indexed
    Column("added_day", Integer, nullable=False, server_default=text("0")),  # study day; 0: unknown
    Column("edited_day", Integer, nullable=False, server_default=text("0")),  # when its text changed last
    Index("card_new", "position", "id", sqlite_where=text("present = 1 AND seen = 0")),
    Index("card_new_deck", "deck", sqlite_where=text("present = 1 AND seen = 0")),
    Index("card_siblings", "heading", sqlite_where=text("heading IS NOT NULL")),
    Index("card_number", "number", unique=True),
    # Said so that the queue, which asks for present = 1, keeps to `card_new`.
    Index("card_place", "position", "id", "number", sqlite_where=text("present <> 0")),
    Index("card_added", "added_day", "position", "id", "number", sqlite_where=text("present <> 0")),
    Index("card_edited", "edited_day"),
    sqlite_strict=True,
)

shown = Table(
    "shown",
    metadata,
    Column("id", Text, primary_key=True),
    Column("card", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("answered", Text, ForeignKey("event.id")),  # the review, while it stands
    Index("shown_answered", "answered", sqlite_where=text("answered IS NOT NULL")),
    sqlite_strict=True,
)

run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("proof", Text, nullable=False),
    Column("source_hash", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("variant", Text, nullable=False),  # "": the proof as it is
    Column("verdict", Text, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON, as the proof yielded it
    Column("seconds", REAL, nullable=False),
    Column("first_evidence_seconds", REAL),
    Column("torch", Text, nullable=False),
    Column("python", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("protections", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("world", Integer, nullable=False, server_default=text("1")),  # ranks
    # 1: the proof as it is, its arguments drawn from the seed, run by this app here, on a device it is about
    Column("plain", Integer, nullable=False, server_default=text("0")),
    Index("run_proof", "proof", "at"),
    Index(
        "run_confirmed",
        *("proof", "source_hash", "torch", "device", "world"),
        sqlite_where=text("plain = 1 AND verdict = 'confirmed'"),
    ),
    Index(
        "run_refuted",
        *("torch", "proof", "source_hash", "device", "world", "seed"),
        sqlite_where=text("plain = 1 AND verdict = 'refuted'"),
    ),
    sqlite_strict=True,
)

# The proofs whose new cards the queue holds back; made again from `run` and the files at every start.
contested = Table(
    "contested",
    metadata,
    Column("proof", Text, primary_key=True),
    Column("run", Text, ForeignKey("run.id"), nullable=False),  # the newest that refuted it
    sqlite_strict=True,
)

# Proofs that cannot run here, and that nobody confirmed elsewhere.
unproven = Table("unproven", metadata, Column("proof", Text, primary_key=True), sqlite_strict=True)

# What the learner said of a proof that came from elsewhere: whether exactly this content may run.
trust = Table(
    "trust",
    metadata,
    Column("proof", Text, primary_key=True),
    Column("hash", Text, primary_key=True),  # SHA-256 over the proof's file and its modules
    Column("decision", Text, nullable=False),
    Column("files", Json, nullable=False),  # path below proofs/ → source, for showing what changed since
    Column("seal", Text, nullable=False),  # made with a key outside of this file, which may have come along
    Column("at", Instant, nullable=False),
    CheckConstraint("decision IN ('trust', 'never')", name="trust_decision"),
    sqlite_strict=True,
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)

# The words of every card, by its number: `zero_grad` is two words in a row, accents and case aside.
TEXTS = (
    "CREATE VIRTUAL TABLE card_text USING fts5(title, question, answer, tags,"
    " tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')",
    "CREATE VIRTUAL TABLE card_word USING fts5vocab(card_text, row)",
)
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
