"""The survey programme of a region: its rhythm, waves and periods, and the questionnaires that it wrote itself."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let every part of Peil find the questionnaires that programme teams published."""
    del app
    from app.instrument.installed import read_also
    from app.programme.own_questionnaires import published_text

    read_also(published_text)
