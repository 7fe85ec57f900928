"""What `check` found, as text and as JSON."""

from __future__ import annotations

from studyapp.cli.output import Checked, ProblemLine, ProofLine, VariantLine
from studyapp.deck.card import Problem
from studyapp.proof.text import glyph
from studyapp.sanitise import visible
from studyapp.study.findings import ProofReport
from studyapp.study.reading import Reading


def print_text(reading: Reading, problems: list[Problem], reports: list[ProofReport]) -> None:
    for report in reports:
        print("\n".join(visible(line) for line in spell(report)))
    for problem in problems:
        print(visible(str(problem)))
    cards, proofs = len(reading.library.cards), len(reading.catalogue.entries)
    found = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}" if problems else "no problems"
    print(f"{cards} cards, {proofs} proofs, {found}")


def spell(report: ProofReport) -> list[str]:
    """One proof in a line, and below it what is wrong."""
    caught = sum(variant.caught for variant in report.variants)
    counts = f"{report.checks:>2} checks  {caught}/{len(report.variants)} caught"
    name = f"{glyph(report.good)} {report.entry.id:<36}"
    lines = [f"{name} {report.verdict.value:<12} {counts}  {report.seconds:6.1f} s"]
    if not report.good and report.reason:
        lines.append(f"    {report.reason}")
    lines += [f"    broken “{v.variant.name}” {v.reason}" for v in report.variants if not v.caught]
    return lines


def print_json(reading: Reading, problems: list[Problem], reports: list[ProofReport]) -> None:
    Checked(
        cards=len(reading.library.cards),
        problems=[to_line(problem) for problem in problems],
        proofs=[
            ProofLine(
                id=report.entry.id,
                verdict=report.verdict.value,
                reason=report.reason,
                seconds=round(report.seconds, 2),
                checks=report.checks,
                seeds=report.seeds,
                variants=[
                    VariantLine(name=v.variant.name, caught=v.caught, at=v.variant.at, reason=v.reason)
                    for v in report.variants
                ],
            )
            for report in reports
        ],
    ).print()


def to_line(problem: Problem) -> ProblemLine:
    return ProblemLine(file=problem.file, line=problem.line, rule=problem.rule, message=problem.message)
