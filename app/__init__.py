"""Peil: pulse surveys among professionals."""
