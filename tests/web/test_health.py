"""The operator's watch: is the server up, does the database answer."""

from __future__ import annotations

from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.db import db


def test_a_healthy_server_says_ok(client: FlaskClient) -> None:
    """200, JSON, kept nowhere, no cookie."""
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert "Set-Cookie" not in response.headers


def test_a_silent_database_is_said_in_a_status(client: FlaskClient) -> None:
    """503 instead of a crash, so that a load balancer goes elsewhere."""
    with patch.object(db.session, "execute", side_effect=OperationalError("", {}, Exception())):
        assert client.get("/healthz").status_code == 503
