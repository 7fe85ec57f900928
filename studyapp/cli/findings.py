"""What `check` found, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.cli.output_check import Checked, ClaimLine, ProblemLine, ProofLine, VariantLine
from studyapp.deck.card import Problem
from studyapp.deck.claims import Coverage
from studyapp.proof.text import glyph
from studyapp.sanitise import visible
from studyapp.study.checking.findings import ProofReport, spell_seeds
from studyapp.study.checking.planning import Outcome
from studyapp.words import counted

WIDEST = 60  # characters of the cards' column; a longer list pushes the proofs to the right


@dataclass(frozen=True, slots=True)
class Found:
    """All that a check found."""

    root: Path  # the study folder
    cards: int  # that were looked at, as the proofs
    proofs: int
    problems: list[Problem]
    reports: list[ProofReport]
    coverage: list[Coverage]  # of the claims, where it was asked for
    recorded: list[str] = field(default_factory=list)  # files of what was confirmed, those that changed


def shown(root: Path, file: str) -> str:
    """The file as a person would type it: what lies in the study folder from there on."""
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


def print_text(found: Found) -> None:
    lines = [line for report in found.reports for line in spell(report, found.root)]
    lines += spell_coverage(found.coverage) if found.coverage else []
    lines += [str(problem) for problem in found.problems]
    lines += [f"recorded in {path}" for path in found.recorded]
    print("\n".join([*map(visible, lines), spell_totals(found), *spell_verdicts(found.reports)]))


def spell_totals(found: Found) -> str:
    warnings = sum(problem.severity == "warning" for problem in found.problems)
    errors = len(found.problems) - warnings
    counts = [counted(count, noun) for count, noun in ((errors, "problem"), (warnings, "warning")) if count]
    none = "no problems in the files" if found.reports else "no problems"
    looked_at = [
        counted(count, noun) for count, noun in ((found.cards, "card"), (found.proofs, "proof")) if count
    ]
    return ", ".join([*looked_at, *(counts or [none])])


def spell_verdicts(reports: list[ProofReport]) -> list[str]:
    """How the runs ended, in a line, the commonest verdict first; none where nothing ran."""
    verdicts = Counter(report.verdict.value for report in reports).most_common()
    ran = [report for report in reports if not report.unsupported]
    missed = sum(not variant.caught for report in ran for variant in report.variants)
    counts = [f"{count} {verdict}" for verdict, count in verdicts]
    counts += [f"{counted(missed, 'broken variant')} not caught"] if missed else []
    return [f"{counted(len(reports), 'proof')} run: {', '.join(counts)}"] if reports else []


def spell_coverage(coverage: list[Coverage]) -> list[str]:
    """A line for each claim: its verdict, the headings of its cards, its proofs."""
    rows = [
        (
            line.claim.id,
            line.claim.verdict,
            " ".join(dict.fromkeys(card.partition("~")[0] for card in line.cards))
            or f"{glyph(False)} no card",
            " ".join(line.proofs) or (f"{glyph(False)} no proof" if line.lacks_proof else ""),
        )
        for line in coverage
    ]
    first, second, third = (max(len(row[column]) for row in rows) for column in range(3))
    third = min(third, WIDEST)
    lines = [f"{a:<{first}}  {b:<{second}}  {c:<{third}}  {d}".rstrip() for a, b, c, d in rows]
    bare = sum(not line.cards for line in coverage)
    unproven = sum(line.lacks_proof for line in coverage)
    return [*lines, f"{counted(len(coverage), 'claim')}, {bare} without a card, {unproven} without a proof"]


def spell(report: ProofReport, root: Path) -> list[str]:
    """One proof in a line, and below it what is wrong."""
    if not report.bad and report.unsupported:
        return [f"- {report.entry.id:<36} {report.verdict.value:<12} {report.worst.ruling.reason}"]
    caught = sum(variant.caught for variant in report.variants)
    counts = f"{report.checks:>2} checks  {caught}/{len(report.variants)} caught"
    name = f"{glyph(report.good)} {report.entry.id:<36}"
    lines = [f"{name} {report.verdict.value:<12} {counts}  {report.seconds:6.1f} s"]
    if not report.good and report.reason:
        lines.append(f"    {spell_place(report.worst, root)}{report.reason}")
    if report.refuting:
        lines.append(f"    contested: refuted on {spell_seeds(report.refuting)}")
    for variant in report.missed:
        told = f"broken “{variant.variant.name}” {variant.reason}"
        lines.append(f"    {spell_place(variant.missed, root)}{told}")
    return lines


def spell_place(run: Outcome | None, root: Path) -> str:
    """`proofs/a.py:12: `, or nothing where the reason names no line."""
    return f"{shown(root, run.file)}:{run.ruling.line}: " if run is not None and run.file else ""


def print_json(found: Found) -> None:
    Checked(
        cards=found.cards,
        problems=[to_line(problem) for problem in found.problems],
        proofs=[
            ProofLine(
                id=report.entry.id,
                verdict=report.verdict.value,
                reason=report.reason,
                file=shown(found.root, report.worst.file),
                line=report.worst.ruling.line,
                seconds=round(report.seconds, 2),
                checks=report.checks,
                seeds=report.seeds,
                contested=report.refuting,
                variants=[
                    VariantLine(
                        name=v.variant.name,
                        caught=v.caught,
                        at=v.variant.at,
                        reason=v.reason,
                        file=shown(found.root, v.missed.file) if v.missed else "",
                        line=v.missed.ruling.line if v.missed else None,
                    )
                    for v in report.variants
                ],
            )
            for report in found.reports
        ],
        coverage=[
            ClaimLine(
                claim=line.claim.id,
                text=line.claim.text,
                verdict=line.claim.verdict,
                correction=line.claim.correction,
                cards=line.cards,
                proofs=line.proofs,
            )
            for line in found.coverage
        ],
    ).print()


def to_line(problem: Problem) -> ProblemLine:
    return ProblemLine(
        file=problem.file,
        line=problem.line,
        rule=problem.rule,
        message=problem.message,
        severity=problem.severity,
    )
