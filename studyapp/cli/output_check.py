"""What `check` prints as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from studyapp.cli.output import Output


class ProblemLine(BaseModel):
    file: str
    line: int
    rule: str
    message: str
    severity: (
        str  # "error", or "warning": advice on how a card is written, which fails a check only if --strict
    )


class VariantLine(BaseModel):
    name: str
    caught: bool
    at: str
    reason: str
    file: str = ""  # where the reason names a line: its file, and the line
    line: int | None = None


class ProofLine(BaseModel):
    id: str
    verdict: str
    reason: str
    file: str = ""  # where the reason names a line: its file, and the line
    line: int | None = None
    seconds: float
    checks: int
    seeds: int
    contested: Sequence[int] = ()  # the seeds that contest it: all refuted, and none confirmed
    variants: Sequence[VariantLine]


class ClaimLine(BaseModel):
    claim: str  # its id
    text: str
    verdict: str  # "true", "false", "conditional" or "gpu"
    correction: str  # what is right instead, or the condition
    cards: Sequence[str]
    proofs: Sequence[str]  # those that the cards link


class Checked(Output):
    """`studyapp check --json`."""

    cards: int
    problems: Sequence[ProblemLine]
    proofs: Sequence[ProofLine] = ()
    coverage: Sequence[ClaimLine] = ()  # with --coverage
