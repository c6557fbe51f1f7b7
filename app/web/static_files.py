"""Serves static files under an address that changes with their content: cached for a year, compressed beforehand.

The whole tree lies under its digest (`/static/<digest>/css/peil.css`), so relative addresses inside style
sheets and modules keep working and a changed file is never mixed with an old one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

from flask import Flask, current_app
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from app.config import ROOT
from app.web.bundle import bundle

SOURCE = ROOT / "static"
COMPRESSED_SUFFIXES = {".css", ".js", ".svg", ".json", ".txt"}


def init_static_files(app: Flask, *, folder: Path) -> None:
    """Serve `static/` through WhiteNoise, from a compressed copy below `folder`."""
    digest = tree_digest(SOURCE)
    built = build(SOURCE, folder / "static" / digest)
    app.extensions["peil.static"] = digest
    server = WhiteNoise(app.wsgi_app, max_age=31536000, immutable_file_test=lambda _path, _url: True)
    server.add_files(str(built), prefix=f"static/{digest}/")
    app.wsgi_app = server  # type: ignore[method-assign]  # Flask's documented way to add middleware.
    app.jinja_env.globals["asset"] = asset


_FOUND: set[str] = set()
"""The static files that were asked for and are there; a page names five."""


def asset(path: str) -> str:
    """Return the address of a static file, such as `css/peil.css`. Raises FileNotFoundError."""
    if path not in _FOUND:
        if not (SOURCE / path).is_file():
            raise FileNotFoundError(f"static/{path}")
        _FOUND.add(path)
    return f"/static/{cast(str, current_app.extensions['peil.static'])}/{path}"


def tree_digest(source: Path) -> str:
    """Return a digest over the names and contents of all files below `source`, as twelve hexadecimal digits."""
    content = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            content.update(f"{path.relative_to(source)}\0".encode() + path.read_bytes() + b"\0")
    return content.hexdigest()[:12]


def build(source: Path, target: Path) -> Path:
    """Copy, bundle and compress the static files to `target`, once; several processes may start at the same moment."""
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=target.parent))
    shutil.copytree(source, draft, dirs_exist_ok=True)
    for path in (source / "js").glob("*.js"):
        (draft / "js" / path.name).write_text(bundle(path), encoding="utf-8")
    compressor = Compressor(use_gzip=True, use_brotli=True, quiet=True)
    for path in draft.rglob("*"):
        if path.suffix in COMPRESSED_SUFFIXES:
            compressor.compress(str(path))
    draft.chmod(0o755)
    try:
        os.rename(draft, target)  # noqa: PTH104  # Path.rename would replace an empty folder silently.
    except OSError:
        shutil.rmtree(draft)
    return target
