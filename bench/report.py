"""What becomes of measured figures: a JSON file per benchmark, and a table on the screen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.machine import Machine

RESULTS = Path(__file__).parent / "results"


def write(name: str, figures: Mapping[str, Any], *, machine: Machine, seconds: float) -> Path:
    """Keep the figures of one benchmark as `results/<name>.json`, in the place of earlier ones."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    content = {"name": name, "seconds": round(seconds, 1), "machine": machine.described(), "figures": figures}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    return path


def table(name: str, figures: Mapping[str, Any], *, machine: Machine, path: Path) -> str:
    """The figures as lines to read; figures inside figures get a name with dots."""
    quiet = "shared with other programs" if machine.shared else "quiet"
    head = f"{name} · {machine.cores} cores, {quiet} · {machine.measured_at} · {machine.commit}"
    rows = list(_flat(figures))
    width = max((len(key) for key, _ in rows), default=0)
    lines = [f"  {key:<{width}}  {value}" for key, value in rows]
    return "\n".join(["", head, "─" * len(head), *lines, f"  → {path.parent.name}/{path.name}"])


def summary(folder: Path | None = None) -> str:
    """Return one table of every kept benchmark: what is promised, what was measured, on which machine, and the peer.

    Figures of another machine or commit than most are named with theirs, so that nobody compares them by accident.
    """
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder or RESULTS).glob("*.json"))]
    lines = [line for each in kept for line in _promised(each)]
    facts = dict.fromkeys(_facts(each["machine"]) for each in kept)
    head = "promise · measured"
    return "\n".join(["", head, "─" * len(head), *lines, *(f"  measured on {fact}" for fact in facts)])


def _promised(kept: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each budget of one benchmark, for each ratio to the peer, and for what was not measured."""
    name, figures = kept["name"], kept["figures"]
    for key, value in figures.items():
        if key.startswith("budgets") or key == "times_better":
            yield from (f"  {name + '.' + promise:<40}  {said}" for promise, said in value.items())
        elif key == "not_measured":
            yield f"  {name:<40}  not measured: {str(value)[:60]}"


def _facts(machine: Mapping[str, Any]) -> str:
    quiet = "shared with other programs" if machine["shared"] else "quiet"
    return (
        f"{machine['cores']} cores of {machine['processor']}, {machine['memory_gb']} GB, Python {machine['python']}, "
        f"{quiet}, {machine['measured_at'][:10]}, {machine['commit']}"
    )


def _flat(figures: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in figures.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
            for place, each in enumerate(value, start=1):
                yield from _flat(each, f"{prefix}{key}.{place}.")
        else:
            yield f"{prefix}{key}", str(value)


def percentile(values: Sequence[float], per_cent: float) -> float:
    """The nearest-rank percentile. Raises IndexError without values."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(per_cent * 10) // 1000) - 1)]


def spread(milliseconds: Sequence[float]) -> dict[str, float | int]:
    """Median, 99th percentile and number of some durations in milliseconds."""
    return {
        "median_ms": round(percentile(milliseconds, 50), 1),
        "p99_ms": round(percentile(milliseconds, 99), 1),
        "requests": len(milliseconds),
    }


def against(budgets: Mapping[str, float], measured: Mapping[str, float]) -> dict[str, str]:
    """Return each measured figure beside the most it may be."""
    return {
        name: f"{measured[name]:g} of at most {most:g}: {'holds' if measured[name] <= most else 'OVER'}"
        for name, most in budgets.items()
    }


def at_least(promised: Mapping[str, float], measured: Mapping[str, float]) -> dict[str, str]:
    """Return each measured figure beside the least it should be."""
    return {
        name: f"{measured[name]:g} of at least {least:g}: {'holds' if measured[name] >= least else 'UNDER'}"
        for name, least in promised.items()
    }
