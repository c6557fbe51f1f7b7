"""Tells which names hang together, directly or through others, such as items through the relations between them."""

from collections.abc import Iterable


def connected(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for every name in `pairs` one name that stands for all that it hangs together with."""
    found: dict[str, str] = {}
    for first, second in pairs:
        one, other = found.get(first, first), found.get(second, second)
        found |= {name: one for name, stands in found.items() if stands == other} | {first: one, second: one}
    return found
