"""Tells an installation's folders from empty places where their disk is not mounted.

Both folders carry the same random mark. A folder without the mark that the other one has is not the one that was
meant, and nothing is made in it. Installations from before there were marks get theirs with `peil upgrade`. Also asks
for a place for temporary files, which a container with a file system that is only read may lack.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir

from app.config import SettingFault, instance_folder, keys_folder
from app.whole_files import write_whole

FILE = "installation"


def require_place(environment: Mapping[str, str]) -> None:
    """Raise SettingFault when the folders of the database and of keys do not belong to the same installation.
    They do when both hold the same mark. Also raises it where no temporary file can be made. Changes nothing.
    """
    _require_temporary_files()
    instance, keys = instance_folder(environment), keys_folder(environment)
    marks = {folder: _mark_in(folder) for folder in (instance, keys)}
    if marks[instance] == marks[keys]:
        return
    names = {instance: "PEIL_INSTANCE", keys: "PEIL_KEYS"}
    strange = next((folder for folder, mark in marks.items() if not mark), instance)
    raise SettingFault(
        f"{strange} is not the folder of this installation: it has not the mark of the other folder. Is its disk "
        f"mounted, and {names[strange]} right? Nothing was changed."
    )


def _require_temporary_files() -> None:
    """Raise SettingFault where no temporary file can be made: uploads, exports and migrations fail halfway then."""
    try:
        gettempdir()
    except FileNotFoundError:
        raise SettingFault(
            "No temporary file can be made: neither TMPDIR nor /tmp can be written. Let the user of Peil write there; "
            "in a container: --tmpfs /tmp. Nothing was changed."
        ) from None


def mark_place(environment: Mapping[str, str]) -> None:
    """Put the same mark into the folders of the database and of keys, where it is missing. Raises OSError."""
    folders = (instance_folder(environment), keys_folder(environment))
    mark = next(filter(None, map(_mark_in, folders)), secrets.token_hex(8))
    for folder in folders:
        if not _mark_in(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(folder / FILE, f"{mark}\n".encode())


def _mark_in(folder: Path) -> str:
    """Return the mark in a folder; empty where there is none. Raises SettingFault when this user may not look."""
    try:
        return (folder / FILE).read_text().strip()
    except PermissionError:
        raise SettingFault(
            f"{folder} is closed to this user. Run Peil as the user it belongs to, or give it to the user of Peil."
        ) from None
    except OSError:
        return ""
