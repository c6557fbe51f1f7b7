"""Encryption: personal codes, diary entries, ballots, period keys and cookies.

The only importer of cryptography. It is given bytes, texts and a folder, and knows nothing of requests, the database or
the time. Why these primitives: docs/decisions/0003-vault.md.
"""
