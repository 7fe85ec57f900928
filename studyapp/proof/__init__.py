"""Proofs: what an author imports. It stays free of torch, so that the app can read it too."""

from studyapp.proof.authoring import (
    bars,
    check,
    gpus,
    note,
    per_rank,
    plot,
    predict,
    proof,
    raises,
    table,
    timeline,
)
from studyapp.proof.draws import among, integers, reals
from studyapp.proof.figures import published

__all__ = [
    "among",
    "bars",
    "check",
    "gpus",
    "integers",
    "note",
    "per_rank",
    "plot",
    "predict",
    "proof",
    "published",
    "raises",
    "reals",
    "table",
    "timeline",
]
