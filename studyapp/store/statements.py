"""The queries of the queue as SQL text: for SQLAlchemy, and for a glance before it is imported.

:deck is a deck or a folder of decks, "" for all; :cards a JSON list of ids, null for all; :now is in
microseconds, :today a study day.
"""

from __future__ import annotations

SCHEMA = 9  # PRAGMA user_version of a database that these statements and the tables fit
APPLICATION = 0x73747564  # PRAGMA application_id: "stud"

# Keys of the table meta that hold new cards back while their value is not "".
PAUSED = "new_paused"  # "yes" while the learner wants none
RETURNED = "returned"  # the study day on which an absence ended, while its backlog lasts

# "0" follows "/" in ASCII: the range holds all that begins with the deck's name and a slash.
IN_SCOPE = (
    "(:deck = '' OR card.deck = :deck OR (card.deck >= :deck || '/' AND card.deck < :deck || '0'))"
    " AND (:cards IS NULL OR card.id IN (SELECT value FROM json_each(:cards)))"
)
FREE = (
    "card.present = 1 AND NOT EXISTS (SELECT 1 FROM mark WHERE mark.card = card.id"
    " AND (mark.suspended = 1 OR mark.hidden_until > :today))"
)
# Opened by prerequisites that are recalled well enough: :reach days at a stability of one day. What was
# answered Again and not better since is not. One that no file has cannot be reviewed, so it closes nothing.
OPEN = (
    "(card.after = '[]' OR NOT EXISTS (SELECT 1 FROM json_each(card.after) AS needed"
    " JOIN card AS earlier ON earlier.id = needed.value LEFT JOIN memory AS known ON known.card = earlier.id"
    " WHERE earlier.present = 1 AND (known.card IS NULL OR (known.step = 0 AND known.phase <> 'review')"
    " OR :today - known.last_day > :reach * known.stability)))"
)
# Of a heading's cards one a day, where :apart is 1: each gives the others away.
ALONE = (
    "(:apart = 0 OR card.heading IS NULL OR NOT EXISTS (SELECT 1 FROM card AS sibling"
    " JOIN memory AS met ON met.card = sibling.id"
    " WHERE sibling.heading = card.heading AND sibling.id <> card.id AND met.last_day = :today))"
)
# CROSS JOIN keeps SQLite on the index of what is due; it might start from the cards otherwise.
REMEMBERED = "memory CROSS JOIN card ON card.id = memory.card"
# A proof that is refuted here, or proves nothing yet, teaches nothing new; what was learned keeps coming.
PROVEN = "card.proof NOT IN (SELECT proof FROM contested) AND card.proof NOT IN (SELECT proof FROM unproven)"
READY = f"card.present = 1 AND card.seen = 0 AND {PROVEN} AND {OPEN} AND {FREE} AND {ALONE} AND {IN_SCOPE}"


LEARNING = (
    f"SELECT card.id FROM {REMEMBERED} WHERE memory.due_at <= :now AND {FREE} AND {IN_SCOPE}"
    " ORDER BY memory.due_at LIMIT :limit"
)
DUE = f"{REMEMBERED} WHERE memory.due_day <= :today AND {FREE} AND {ALONE} AND {IN_SCOPE}"
REVIEW = f"SELECT card.id FROM {DUE} ORDER BY memory.due_day, memory.card LIMIT :limit"
# After an absence the best remembered come first: what is nearly lost already loses least by waiting.
KEPT = (
    f"SELECT card.id FROM {DUE}"
    " ORDER BY (:today - memory.last_day) / memory.stability, memory.card LIMIT :limit"
)
# How full days to come are. From the index alone: a card that no file has any more counts as well.
LOAD = (
    "SELECT due_day, count(*) AS cards FROM memory WHERE due_day BETWEEN :first AND :last"
    " AND card NOT IN (SELECT card FROM mark WHERE suspended = 1) GROUP BY due_day"
)
# Outside of the schedule: what falls due in the days to come, and all there is, the weakest first.
AHEAD = (
    f"SELECT card.id FROM {REMEMBERED} WHERE memory.due_day > :today AND memory.due_day <= :until AND {FREE}"
    f" AND {IN_SCOPE} ORDER BY memory.due_day, memory.card"
)
WEAKEST = (
    f"SELECT card.id FROM card LEFT JOIN memory ON memory.card = card.id WHERE {FREE} AND {IN_SCOPE}"
    " ORDER BY memory.card IS NULL, (:today - memory.last_day) / memory.stability DESC, card.position"
)
UNSEEN = f"SELECT card.id FROM card WHERE {READY} ORDER BY card.position, card.id LIMIT :limit"
# New cards that wait for what they come after: the first of them, and how many there are.
CLOSED = (
    "SELECT card.id, count(*) OVER () AS many FROM card WHERE card.present = 1 AND card.seen = 0"
    f" AND {FREE} AND NOT {OPEN} AND {IN_SCOPE} ORDER BY card.position LIMIT 1"
)
UNPROVEN = (
    "SELECT count(*) FROM card WHERE card.present = 1 AND card.seen = 0"
    f" AND card.proof IN (SELECT proof FROM unproven) AND {FREE} AND {IN_SCOPE}"
)
INTRODUCED = f"SELECT count(*) FROM {REMEMBERED} WHERE memory.first_day = :today AND {IN_SCOPE}"
CHOSEN = (
    "SELECT card.id, memory.due_at, memory.due_day, card.seen = 0 FROM json_each(:chosen) AS chosen"
    f" JOIN card ON card.id = chosen.value LEFT JOIN memory ON memory.card = card.id WHERE {FREE}"
    " ORDER BY card.position, card.id"
)
# Of siblings that wait, one counts where they are kept apart: the others are for later days.
ONCE = "DISTINCT iif(:apart = 1, coalesce(card.heading, card.id), card.id)"
# From one deck that has new cards to the next, by the index; a deck's are counted up to what a day brings.
UNSEEN_DECKS = (
    "WITH RECURSIVE unseen(deck) AS (SELECT min(deck) FROM card WHERE present = 1 AND seen = 0 UNION ALL"
    " SELECT (SELECT min(card.deck) FROM card"
    " WHERE card.present = 1 AND card.seen = 0 AND card.deck > unseen.deck)"
    " FROM unseen WHERE unseen.deck IS NOT NULL)"
)
COUNTS = (
    f"{UNSEEN_DECKS} SELECT deck, sum(new), sum(learning), sum(due) FROM ("
    " SELECT deck, (SELECT count(*) FROM ("
    f"  SELECT {ONCE} FROM card"
    f"  WHERE card.deck = unseen.deck AND {READY} LIMIT :most)) AS new, 0 AS learning, 0 AS due FROM unseen"
    "  WHERE deck IS NOT NULL"
    f" UNION ALL SELECT card.deck, 0, count(*), 0 FROM {REMEMBERED}"
    f"  WHERE memory.due_at <= :now AND {FREE} AND {IN_SCOPE} GROUP BY card.deck"
    f" UNION ALL SELECT card.deck, 0, 0, count({ONCE}) FROM {DUE} GROUP BY card.deck"
    ") GROUP BY deck HAVING sum(new) + sum(learning) + sum(due) > 0"
)
NEXT_AT = (
    f"SELECT memory.due_at FROM {REMEMBERED} WHERE memory.due_at > :now AND {FREE} AND {IN_SCOPE}"
    " ORDER BY memory.due_at LIMIT 1"
)
NEXT_DAY = (
    "SELECT min(day) FROM ("
    f" SELECT * FROM (SELECT memory.due_day AS day FROM {REMEMBERED}"
    f"  WHERE memory.due_day > :today AND {FREE} AND {IN_SCOPE} ORDER BY memory.due_day LIMIT 1)"
    f" UNION ALL SELECT * FROM (SELECT :today + 1 FROM {REMEMBERED}"  # a sibling came today
    f"  WHERE memory.due_day <= :today AND {FREE} AND NOT {ALONE} AND {IN_SCOPE} LIMIT 1)"
    " UNION ALL SELECT max(mark.hidden_until, coalesce(memory.due_day, 0))"  # buried today
    "  FROM mark JOIN memory ON memory.card = mark.card JOIN card ON card.id = mark.card"
    f"  WHERE mark.suspended = 0 AND mark.hidden_until > :today AND card.present = 1 AND {IN_SCOPE})"
)
