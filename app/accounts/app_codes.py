"""The six figures of a code app (TOTP): a new secret, how the app learns it, and which time step a code is for.

Decides the clock's slack: the step before and after now are fine. Knows no account.
Source: RFC 6238, section 5.2 (a code may be used once).
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
    """160 random bits as 32 letters that can be typed."""
    return pyotp.random_base32()


def address_for_app(secret: str, *, email: str) -> str:
    """Return what the QR code says: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Peil")


def qr_of(address: str) -> str:
    """Return the address as a drawing: SVG without size, dark on nothing."""
    drawing = io.BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=0)
    return drawing.getvalue().decode()


def step_of(code: str, *, secret: str, now: datetime) -> int | None:
    """Return the time step this code belongs to; None for a wrong code or an old one.

    Using a step once is the caller's.
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
