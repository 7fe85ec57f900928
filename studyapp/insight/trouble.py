"""Where it goes wrong: cards forgotten again and again, and proofs that do not hold."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest

from studyapp.insight.figure import Chart, Found, Row, figure
from studyapp.insight.rows import History, Standing

MOST = 20  # cards named
REFUTED = "refuted"


@figure(
    "weak", "Where it goes wrong", "card:text lapses recall:share builds_on:text its_recall:share proof:text"
)
def weak(history: History) -> Found:
    """The cards you forgot most often since you learned them, up to twenty.

    recall: the probability that you would recall it now. builds_on: of the cards that it comes after, the one
    recalled worst. proof: what its proof's last run found, where that was no confirmation.
    """
    lapsed = [card for card in history.cards if card.strength and card.strength.lapses and not card.suspended]
    worst = nsmallest(MOST, lapsed, key=lambda card: (-lapses(card), card.recall, card.id))
    return Found([tell(card, history) for card in worst])


def lapses(card: Standing) -> int:
    return card.strength.lapses if card.strength else 0


def tell(card: Standing, history: History) -> Row:
    needed = [history.around[name] for name in card.after if name in history.around]
    weakest = min(needed, key=lambda one: one.recall, default=None)
    verdict = history.verdicts.get(card.proof, "")
    return (
        card.id,
        lapses(card),
        card.recall,
        weakest.id if weakest else None,
        weakest.recall if weakest else None,
        None if verdict in {"", "confirmed"} else verdict,
    )


@figure(
    "proofs",
    "Proofs",
    "verdict:text proofs share:share",
    chart=Chart.SHARES,
    drawn="verdict share",
    facts="refuted",
)
def proofs(history: History) -> Found:
    """The proofs of your cards by what their last run on this machine found.

    "not run yet" holds those whose file has changed since.
    """
    counts = Counter(history.verdicts.values())
    total = counts.total()
    rows: list[Row] = [(verdict, count, count / total) for verdict, count in counts.most_common()]
    return Found(rows, (counts[REFUTED],))
