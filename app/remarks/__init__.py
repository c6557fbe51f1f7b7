"""The remarks box: participants write to the programme team, outside answers, teams and figures.

Off unless a programme asks for it. A remark is encrypted until its period is over, and then encrypted anew under
another name, so that nothing ties it to whoever wrote it; the programme team reads all of them in random order, and the
tick deletes them on a day that is stated beforehand. Why it is built so: docs/decisions/0023-remarks.md.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the page on which remarks are written and the one on which they are read."""
    from app.remarks import remark_reading, remark_writing

    app.register_blueprint(remark_writing.blueprint)
    app.register_blueprint(remark_reading.blueprint)
