"""The key holders of a demonstration: their keys lie beside it, marked as such, so that it closes by itself.

They exist only where `peil demo build` left its mark file; a real installation has no such keys.
"""

from __future__ import annotations

import json
from pathlib import Path

from app.vault.holder_keys import HolderKey, new_holder_key

MARK = "demonstration"
FILE = "demonstration-key-holders.json"
NOTE = "Keys of invented holders, to close a demonstration by itself. Real holders keep theirs elsewhere."


def demonstration_keys(instance: Path) -> tuple[HolderKey, ...]:
    """Return the private keys of a demonstration's key holders, from `instance`; empty for a real installation."""
    path = instance / FILE
    if not (instance / MARK).exists() or not path.exists():
        return ()
    try:
        return tuple(HolderKey(text) for text in json.loads(path.read_text(encoding="utf-8"))["keys"].values())
    except (OSError, ValueError, KeyError, AttributeError):
        return ()


def make_demonstration_keys(instance: Path, names: tuple[str, ...]) -> dict[str, HolderKey]:
    """Make one key for each of these key holders and store them beside the demonstration, in `instance`."""
    made = {name: new_holder_key() for name in names}
    content = {"note": NOTE, "keys": {name: key.secret for name, key in made.items()}}
    (instance / FILE).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return made
