"""Queries that the learner keeps under a name, in the database: studyapp.toml is theirs to write."""

from __future__ import annotations

import json

from studyapp.store import meta
from studyapp.study.opening import Study

KEY = "queries"


def saved_queries(study: Study) -> dict[str, str]:
    """Return each query by its name, in the order of the names."""
    with study.store.read() as connection:
        kept = meta.get(connection, KEY)
    return dict(sorted(json.loads(kept).items())) if kept else {}


def save_query(study: Study, name: str, query: str) -> None:
    """Keep a query under a name, in place of what had it; an empty query forgets the name."""
    with study.store.write() as connection:
        kept = json.loads(meta.get(connection, KEY) or "{}") | {name.strip(): query.strip()}
        meta.put(connection, KEY, json.dumps({name: query for name, query in kept.items() if query}))
