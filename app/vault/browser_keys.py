"""Checks whether a browser's push key can be encrypted to: a point of the curve P-256 (RFC 8291)."""

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey


def is_browser_key(key: bytes) -> bool:
    """Return whether `key` is an uncompressed point of P-256 (65 bytes), the only kind of key a browser may send."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key)
    except ValueError:
        return False
    return len(key) == 65
