"""Region, organisations, teams and invitations. Knows no participant."""
