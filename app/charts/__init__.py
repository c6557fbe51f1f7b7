"""Charts: what is drawn (pure), where on the paper (pure), and drawing it once with Altair at release time."""
