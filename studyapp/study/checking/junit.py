"""The report of a check as JUnit XML, the form that Jenkins, GitHub and GitLab read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from studyapp.deck.card import Problem
from studyapp.errors import StudyError, UsageError
from studyapp.proof.verdict import Verdict
from studyapp.sanitise import visible
from studyapp.study.checking.findings import ProofReport, VariantReport
from studyapp.study.checking.planning import Outcome

NO_XML = {0xFFFE: "�", 0xFFFF: "�"}  # all that is not allowed and that visible() leaves


def prepare(path: Path) -> None:
    """Empty the file, so that an old report never passes for this one's; raise where it cannot be written."""
    try:
        path.open("wb").close()
    except OSError as error:
        todo = "Name a file in a folder that is there and can be written to."
        raise UsageError(f"cannot be written: {error.strerror}", where=str(path), todo=todo) from error


def write_junit(
    path: Path, reports: Iterable[ProofReport], problems: Iterable[Problem], *, strict: bool = False
) -> None:
    """One testsuite for each proof, and one for all problems; raise StudyError where the disk is full.

    A warning is a case that passes, with what it says as its output; a failure where `strict`.
    """
    root = Element("testsuites", name="studyapp check")
    for report in reports:
        add_proof(root, report)
    suite = SubElement(root, "testsuite", name="problems")
    for problem in problems:
        case = add_case(suite, "problems", f"{problem.file}:{problem.line}", 0.0)
        case.set("file", clean(problem.file))
        case.set("line", str(problem.line))
        if strict or problem.severity == "error":
            add_result(case, "failure", problem.rule, problem.message)
        else:
            SubElement(case, "system-out").text = clean(str(problem))
    if not len(suite):
        root.remove(suite)
    count(root)
    indent(root)
    try:
        ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise StudyError(f"cannot be written: {error.strerror}", where=str(path)) from error


def add_proof(root: Element, report: ProofReport) -> None:
    """A testcase for each seed and number of ranks, and for each broken variant."""
    suite = SubElement(root, "testsuite", name=clean(report.entry.id), file=clean(report.entry.path))
    for run in report.runs:
        case = add_case(suite, report.entry.id, str(run.task), run.seconds)
        if run.ruling.verdict is not Verdict.CONFIRMED:
            add_place(case, run)
            add_result(case, kind(run), run.ruling.verdict.value, run.ruling.reason, explain(run))
    for variant in report.variants:
        add_variant(suite, report, variant)


def add_variant(suite: Element, report: ProofReport, variant: VariantReport) -> None:
    case = add_case(suite, report.entry.id, f"broken: {variant.variant.name}", variant.seconds)
    run = variant.missed
    if run is not None:
        add_place(case, run)
        how = "failure" if run.ruling.verdict is Verdict.CONFIRMED else kind(run)
        add_result(case, how, "not caught", variant.reason, explain(run))


def add_case(suite: Element, group: str, name: str, seconds: float) -> Element:
    words = {"classname": clean(group), "name": clean(name), "time": f"{seconds:.3f}"}
    return SubElement(suite, "testcase", words)


def add_place(case: Element, run: Outcome) -> None:
    """The line that the reason names, where it names one."""
    if run.file:
        case.set("file", clean(run.file))
        case.set("line", str(run.ruling.line))


def add_result(case: Element, how: str, kind: str, message: str, text: str = "") -> None:
    result = SubElement(case, how, type=clean(kind), message=clean(message))
    result.text = clean(text or message)


def kind(run: Outcome) -> str:
    """Refuted and empty proofs fail; what a proof says that it needs may be missing; the rest are errors."""
    if run.ruling.verdict is Verdict.UNSUPPORTED and run.task.entry.needs:
        return "skipped"
    return "failure" if run.ruling.verdict in (Verdict.REFUTED, Verdict.INVALID) else "error"


def explain(run: Outcome) -> str:
    """Reason, place and traceback."""
    where = f"{run.file}:{run.ruling.line}: " if run.file else ""
    return f"{where}{run.ruling.reason} ({run.task})\n{run.ruling.trace}".rstrip()


def count(root: Element) -> None:
    """Write the numbers of cases, failures, errors and skipped ones, and the seconds, on each suite."""
    for element in (*root, root):
        cases = list(element.iter("testcase"))
        element.set("tests", str(len(cases)))
        for attribute, how in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            element.set(attribute, str(sum(case.find(how) is not None for case in cases)))
        element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def clean(text: str) -> str:
    """Text that XML can hold and that no terminal acts on."""
    return visible(text).translate(NO_XML)
