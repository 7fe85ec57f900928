"""What is known of every proof by its last run here."""

from __future__ import annotations

from collections.abc import Mapping

from studyapp.store import runs
from studyapp.study.opening import Study

NOT_RUN = "not run yet"


def current_verdicts(study: Study, verdicts: Mapping[str, runs.Verdict]) -> dict[str, str]:
    """Each proof's last verdict; "not run yet" where its file is another one since."""
    return {
        name: known.verdict if (known := verdicts.get(name)) and known.source_hash == entry.hash else NOT_RUN
        for name, entry in study.reading.catalogue.entries.items()
    }
