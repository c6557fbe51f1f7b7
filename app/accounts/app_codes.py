"""The six-figure codes of an authenticator app (TOTP): new secrets, the QR code, and which time step a code is for.

Decides the tolerance for clocks: the step before and after the present one are accepted. Knows no account. Source: RFC
6238, section 5.2 (a code may be used once).
"""

from __future__ import annotations

import io
import re
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
SLACK_STEPS = 1


def new_secret() -> str:
    """Make a random secret of 160 bits for an authenticator app, as 32 base32 characters (A to Z and 2 to 7)."""
    return pyotp.random_base32()


def address_for_app(secret: str, *, email: str) -> str:
    """Return the address in the QR code that the authenticator app scans: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Peil")


def qr_of(address: str) -> str:
    """Return the address as a QR code: SVG without width and height, dark squares on a transparent background."""
    drawing = io.BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=0)
    return drawing.getvalue().decode()


def step_of(code: str, *, secret: str, now: datetime) -> int | None:
    """Return the time step (a counter from 1970) that an authenticator code is for; None for a wrong or old code.

    The caller makes sure that a step is used once.
    """
    figures = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", figures):
        return None
    present = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    for step in range(present - SLACK_STEPS, present + SLACK_STEPS + 1):
        if pyotp.utils.strings_equal(app.at(step * STEP_SECONDS), figures):
            return step
    return None
