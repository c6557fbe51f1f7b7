"""Meetings about a group's figures: what to talk about, agreements that come back, readings of those concerned."""
