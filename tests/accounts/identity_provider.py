"""A small OpenID Connect provider on this machine: signs whoever the test says in, honestly or not."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "peil-of-the-test", "client secret of the test"


@dataclass
class IdentityProvider:
    """What it will say, to be changed by a test; `asked` is what each browser came with, by code."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "17", "email_verified": True})
    lies: dict[str, Any] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    broken: bool = False
    calls_itself: str = ""
    moved_to: str = ""
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorise(self, url: str) -> str:
        """What the browser does there: the path and query with which it comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def metadata(self) -> dict[str, Any]:
        """`/.well-known/openid-configuration`."""
        paths = {"authorization_endpoint": "authorise", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.calls_itself or self.issuer,
            **{name: f"{self.issuer}/{path}" for name, path in paths.items()},
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once, for who knows the client's secret and the verifier."""
        asked = self.asked.pop(form.get("code", ""), None)
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or authorization != wanted or challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "unused", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}

    def _id_token(self, nonce: str) -> str:
        moment = int(time.time())
        honest = {"iss": self.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 60, "nonce": nonce}
        return jwt.encode(self.header, {**honest, **self.claims, **self.lies}, self.signs_with or self.key)


@contextmanager
def running_provider() -> Iterator[IdentityProvider]:
    """One that listens on a free port of 127.0.0.1."""
    provider = IdentityProvider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = self.path.rpartition("/")[2]
            if provider.moved_to and page == "openid-configuration" and not self.path.startswith("/moved"):
                self.send_response(302)
                self.send_header("Location", provider.moved_to)
                self.end_headers()
                return
            keys = {"keys": [provider.key.as_dict(private=False)]}
            self._say(503 if provider.broken else 200, keys if page == "keys" else provider.metadata())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*provider.token(form, self.headers.get("Authorization", "")))

        def log_message(self, *_parts: object) -> None:
            """Say nothing."""

        def _say(self, status: int, what: dict[str, Any]) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()
