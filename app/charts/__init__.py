"""Charts: what is drawn (pure), where it lies (pure), and drawing it once with Altair when a period is released."""
