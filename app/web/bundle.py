"""Makes one script of a module and everything it imports, so that it loads in one request.

Our modules are written plainly: `import { a, b as c } from "./x.js";` and `export const|class|function`. Each
part keeps a scope of its own. Knows nothing of what the scripts do.
"""

from __future__ import annotations

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{([^}]*)\} from "(\./[\w./-]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|class|function|async function) (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class CannotBundle(ValueError):
    """A script imports or exports in a way that this module does not understand; the text names the line."""


def bundle(path: Path) -> str:
    """Return the script of `path` with its imports inside, unchanged when it has none. Raises CannotBundle."""
    source = path.read_text(encoding="utf-8")
    if not IMPORT.search(source):
        return source
    parts: dict[Path, str] = {}
    entry = _scoped(path, parts)
    return "".join([*parts.values(), "{\n", EXPORT.sub("", entry), "}\n"])


def _scoped(path: Path, parts: dict[Path, str]) -> str:
    """Return the body of a module with its imports replaced by names of parts, which are added to `parts` first."""

    def named(found: re.Match[str]) -> str:
        """Return the line that replaces one import, and add the imported module to `parts`."""
        imported = (path.parent / found[2]).resolve()
        if imported not in parts:
            body = _scoped(imported, parts)
            names = ", ".join(EXPORT.findall(body))
            parts[imported] = (
                f"const {_name(imported)} = (() => {{\n{EXPORT.sub('', body)}return {{ {names} }};\n}})();\n"
            )
        return f"const {{{found[1].replace(' as ', ': ')}}} = {_name(imported)};\n"

    body = IMPORT.sub(named, path.read_text(encoding="utf-8"))
    if left := LEFT_OVER.search(EXPORT.sub("", body)):
        raise CannotBundle(f"{path.name}: {left[0]}")
    return body


def _name(path: Path) -> str:
    return f"${re.sub(r'[^0-9A-Za-z]', '_', path.stem)}"
