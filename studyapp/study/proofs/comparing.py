"""A proof as it is and changed, side by side: which checks fell, and what each side measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studyapp.proof.evidence import Check, Raises
from studyapp.proof.text import glyph, spell_draws
from studyapp.proof.verdict import Verdict, is_caught
from studyapp.study.doubt.cases import Side
from studyapp.study.proofs.briefs import Brief, brief_checks
from studyapp.study.proofs.proving import Proving
from studyapp.words import counted

Pair = tuple[Brief | None, Brief | None]
JUDGED = {Verdict.CONFIRMED, Verdict.REFUTED}
NOT_BEGUN = Side("not run yet", (), ())


def pair_checks(before: Iterable[Brief], after: Iterable[Brief]) -> list[Pair]:
    """Checks of the same name, the first with the first; what failed on one side only comes first."""
    old, new = number_names(before), number_names(after)
    pairs = [(old.get(key), new.get(key)) for key in {**old, **new}]
    return sorted(pairs, key=lambda pair: not differs_in_verdict(pair))


def number_names(checks: Iterable[Brief]) -> dict[tuple[str, int], Brief]:
    """Each check by its name and by how many of that name came before it."""
    counts: dict[str, int] = {}
    numbered = {}
    for check in checks:
        counts[check.name] = counts.get(check.name, -1) + 1
        numbered[check.name, counts[check.name]] = check
    return numbered


def differs_in_verdict(pair: Pair) -> bool:
    before, after = pair
    return before is not None and after is not None and before.passed != after.passed


def tell_side(proving: Proving, doing: str = "") -> Side:
    """What a run has shown so far. doing: what is said of it until its verdict is known."""
    run, request = proving.run, proving.request
    facts = spell_draws(request.seed, request.arguments)
    facts += [f"{request.world} ranks"] if request.world > 1 else []
    verdict, note = doing, ""
    if run.finished is not None:
        ruling = run.finished.ruling
        verdict = ruling.verdict.value
        note = "" if ruling.verdict in JUDGED else ruling.sentence
    others = [item for item in run.items if not isinstance(item, Check | Raises)]
    return Side(verdict, tuple(facts), tuple(brief_checks(run.items)), tuple(others), note)


def spell_outcome(before: Proving, after: Proving) -> str:
    """What the change did, in a sentence; "" until both runs have ended."""
    if before.finished is None or after.finished is None:
        return ""
    request, ruling = after.request, after.finished.ruling
    checks = brief_checks(after.run.items)
    told = f"{ruling.verdict.value}: {ruling.sentence}"
    if ruling.verdict in JUDGED:
        told = count_checks(checks)
    if request.variant:
        at = request.entry.variant(request.variant).at
        caught = is_caught(ruling, after.run.items, at)
        how = "✓ Caught" if caught else "✗ NOT caught"
        return f"{how} at “{at}”: {told}"
    return f"{glyph(ruling.verdict is Verdict.CONFIRMED)} {told[:1].upper()}{told[1:]}"


def count_checks(checks: Sequence[Brief]) -> str:
    """`1 check fell, 2 stand.`, or `all 3 checks hold.`, as the runs have it."""
    fell = sum(not check.passed for check in checks)
    stand = len(checks) - fell
    if not fell:
        return {1: "the one check holds.", 2: "both checks hold."}.get(stand, f"all {stand} checks hold.")
    rest = f", {stand} stand{'s' if stand == 1 else ''}" if stand else ", none stands"
    return f"{counted(fell, 'check')} fell{rest}."
