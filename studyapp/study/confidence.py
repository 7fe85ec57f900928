"""How sure a learner is, and how that works out."""

from __future__ import annotations

from studyapp.insight.calibration import Calibration
from studyapp.store import confidence
from studyapp.study.opening import Study


def look_back(study: Study, said: float) -> Calibration:
    """Earlier answers that were given with this confidence."""
    with study.store.read() as connection:
        return Calibration(said, *confidence.rate(connection, said))


def calibrate(study: Study) -> list[Calibration]:
    """Every confidence that was said, the least sure first."""
    with study.store.read() as connection:
        return [Calibration(*found) for found in confidence.rates(connection)]
