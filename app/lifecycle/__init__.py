"""Opens, counts and destroys: what happens to a period when its moment has come."""
