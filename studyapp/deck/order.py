"""Circles among things that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Each way that leads back to its start; without the edge from its end to its start, none is left.

    A depth-first walk: an edge back to where the walk still stands closes a circle.
    """
    done: set[str] = set()
    for root in edges:
        if root in done:
            continue
        path = {root: iter(edges[root])}
        while path:
            here = next(reversed(path))
            target = next(path[here], None)
            if target is None:
                done.add(here)
                del path[here]
            elif target in path:
                way = list(path)
                yield way[way.index(target) :]
            elif target not in done:
                path[target] = iter(edges[target])
