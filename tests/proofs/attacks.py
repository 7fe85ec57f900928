"""Strangers' proofs that take too much, talk without end, or lie: what each does, and what must come of it.

Their texts stand below `attacked.REACHING`, which gives them `said` and `say`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import indent

from studyapp.proof.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Attack:
    body: str
    verdict: Verdict
    reason: str = ""  # how it begins
    world: int = 1
    seconds: float = 60
    memory: int = 1 << 30  # bytes
    items: int | None = None  # pieces of evidence that are left of it


KILLED, ERROR, TIMED_OUT = Verdict.KILLED, Verdict.ERROR, Verdict.TIMED_OUT
CONFIRMED = Verdict.CONFIRMED
ATTACKS: dict[str, Attack] = {}


def doing(text: str, *, end: str = "time.sleep(60)") -> str:
    """A proof that does this, and ends so; its check comes too late."""
    return "\n@proof\ndef p():\n" + indent(f"{text.strip()}\n{end}\nyield check('one', True)\n", "    ")


# What takes too much.

FORKS = """
@proof
def p():
    yield check('one', True)
    while True:
        try:
            os.fork()
        except OSError:
            pass
"""
ATTACKS["a fork bomb"] = Attack(FORKS, KILLED, "used more than 128 processes", memory=1 << 40)

EATING = """
for _ in range({children}):
    if os.fork() == 0:
        eaten = bytearray({size} << 20)
        eaten[::4096] = bytes([1]) * len(eaten[::4096])
        time.sleep(60)
"""
UNSEEN = "__import__('ctypes').CDLL(None).prctl(4, 0, 0, 0, 0)"  # PR_SET_DUMPABLE
MEMORY = "used more than 1.0 GiB of memory"
ATTACKS["memory over several children"] = Attack(doing(EATING.format(children=5, size=220)), KILLED, MEMORY)
FORKING = "while (child := os.fork()) or os._exit(0): os.waitpid(child, 0)"
ATTACKS["memory where one forks whenever one looks"] = Attack(
    doing(EATING.format(children=5, size=220), end=FORKING), KILLED, MEMORY
)
ATTACKS["memory where nobody may look"] = Attack(
    doing(UNSEEN + EATING.format(children=1, size=1100)), KILLED, MEMORY
)

FILES = {
    "many files": "[os.close(os.open(str(n), os.O_CREAT)) for n in range(100_000)]",
    "deep folders": "[(os.mkdir('d'), os.chdir('d')) for _ in range(12_000)]",
    "large files": "[os.posix_fallocate(os.open(str(n), os.O_CREAT | os.O_RDWR), 0, 700 << 20) for n in (1, 2)]",
}
for name, text in FILES.items():
    ATTACKS[name] = Attack(doing(text), KILLED, "used more than 1024 Mi")
# Holes take no disk: they are no attack that succeeds, and nothing to end a run for.
HOLES = "[open(str(n), 'wb').truncate(1 << 29) for n in range(20)]"
ATTACKS["holes in files"] = Attack(doing(HOLES, end="time.sleep(0.3)"), CONFIRMED)

# What talks without end.

FLOOD = """
descriptor, parent = {descriptor}, os.getpid()
for _ in range(4):
    if os.fork() == 0:
        while {late} and os.getppid() == parent:
            time.sleep(0.001)
        while True:
            try:
                os.write(descriptor, {data})
            except OSError:
                pass
"""
NOTES = """b'{"item": {"kind": "note", "text": "again"}}\\n' * 50"""


def flood(descriptor: str, data: str, *, late: bool = False, end: str = "time.sleep(60)") -> str:
    return doing(FLOOD.format(descriptor=descriptor, data=data, late=late), end=end)


ATTACKS["output while the rank stays"] = Attack(flood("1", "b'x' * 100"), TIMED_OUT, seconds=5)
ATTACKS["output after the rank's end"] = Attack(flood("1", "b'x' * 100", end="pass"), CONFIRMED)
EVIDENCE = "used more than 4 MiB of evidence"
ATTACKS["evidence while the rank stays"] = Attack(flood("said()", NOTES), KILLED, EVIDENCE)
ATTACKS["evidence after the rank's end"] = Attack(
    flood("said()", NOTES, late=True, end="pass"), CONFIRMED, items=1
)
ATTACKS["a line without an end"] = Attack(doing("say(b'x' * 300_000)"), KILLED, EVIDENCE)

# What lies.

ONE = '{"item": {"kind": "check", "name": "one", "passed": true, "got": 1, "expected": 1}}'
DONE = '{"end": "done"}'


def lie(*lines: str, status: int = 0) -> str:
    text = "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")
    return doing(f"say({text!r})", end=f"os._exit({status})")


ATTACKS["confirmed, and a wrong exit status"] = Attack(lie(ONE, DONE, status=3), ERROR)
ATTACKS["an end without a check"] = Attack(lie(DONE), Verdict.INVALID)
ATTACKS["evidence without an end"] = Attack(lie(ONE), ERROR)
ATTACKS["one more piece behind the end"] = Attack(lie(ONE, DONE, ONE), CONFIRMED, items=1)
ATTACKS["speaking for another rank"] = Attack(
    lie(ONE, DONE)
    .replace("@proof\ndef p():", "@proof(ranks=2)\ndef p(rank):")
    .replace("    say(", "    rank and time.sleep(60)\n    say("),
    TIMED_OUT,
    world=2,
    seconds=2,
    items=0,
)
IGNORING = "[signal.signal(n, signal.SIG_IGN) for n in range(1, 32) if n not in (9, 19)]"
ATTACKS["a valid result, then a hang"] = Attack(
    doing(IGNORING, end="yield check('two', True); time.sleep(60)"), TIMED_OUT, seconds=1, items=1
)

NO_EVIDENCE = {
    "nested": '{"item": ' + "[" * 60_000 + "]" * 60_000 + "}",
    "nested alone": "[" * 100_000,
    "a number without end": ONE.replace("1,", "9" * 40_000 + ","),
    "a large number": ONE.replace("1,", "9" * 4_000 + ","),
    "text for a flag": ONE.replace("true", '"perhaps"'),
    "no UTF-8": "\udcff\udcfe{}",
    "a pickle": "\udc80\x04\udc95cos\x0csystem(Vtouch pickled\x0ctR.",
    "no line that is known": '{"verdict": "CONFIRMED"}',
    "a start of another type": json.dumps(
        {"end": "error", "line": "²", "type": "", "message": "", "trace": ""}
    ),
    "nothing": "",
}
for name, text in NO_EVIDENCE.items():
    ATTACKS[f"a line that is no evidence: {name}"] = Attack(
        lie(ONE, text, DONE), ERROR, "rank 0 sent something that is no evidence"
    )
NOT_A_NUMBER = ONE.replace('"got": 1', '"got": NaN')
ATTACKS["a number that JSON lacks"] = Attack(lie(NOT_A_NUMBER, DONE), CONFIRMED, items=1)
