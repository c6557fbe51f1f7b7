"""The demonstration region: simulated people who join, answer, move and leave through the program's own services."""
