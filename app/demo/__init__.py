"""The demonstration region: simulated people who join, answer, move and leave through the services real people use."""
