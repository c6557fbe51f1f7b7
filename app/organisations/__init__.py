"""Organisations, teams and their invitations in a region. Must not know any participant."""
