"""How sure figures are and what differs: worked out once per release, from published rows alone."""
