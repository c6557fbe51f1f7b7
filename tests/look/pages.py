"""What the tests of the look share: where the files are, and an environment that renders without an application."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"


def template_names() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def page_names() -> list[str]:
    """The templates that are whole pages: they stand in a frame and are no frame themselves."""
    frames = {frame_of(name) for name in template_names()}
    return [name for name in template_names() if frame_of(name) and name not in frames]


def frame_of(name: str) -> str | None:
    """The template this one extends, or None."""
    found = re.search(r'{% extends "([^"]+)" %}', source_of(name))
    return found.group(1) if found else None


def own_source(name: str) -> str:
    """A page's source with that of its frames, up to but without `base.html`."""
    frame = frame_of(name)
    return source_of(name) + (own_source(frame) if frame and frame != "base.html" else "")


def source_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _say(texts: Mapping[str, str]) -> str:
    return texts["en"]


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"


def _nothing(_words: str) -> str:
    return ""


def plain_environment() -> Environment:
    """The templates with English words and without a request; a name nobody gave is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # Added by the extension.
    environment.filters.update(say=_say, percent=_percent, not_yet=_nothing, inside_sentence=str, beginning=str)
    return environment
