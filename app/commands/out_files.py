"""Where commands write what they are asked for: a file that is whole, or as it was before, or the standard output."""

import sys
from pathlib import Path

import click

from app.whole_files import write_whole_for_others

OUT_FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
"""The type of `--out`; `-` is the standard output."""
STANDARD_OUTPUT = "-"


def write_out(path: Path, content: bytes | str) -> None:
    """Write what a command was asked for, text as UTF-8. Raises OSError; then an earlier file is as it was."""
    written = content.encode() if isinstance(content, str) else content
    if str(path) == STANDARD_OUTPUT:
        sys.stdout.buffer.write(written)
        sys.stdout.flush()
    else:
        write_whole_for_others(path, written)
