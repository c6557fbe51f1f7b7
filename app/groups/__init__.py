"""Computes what one group's board shows from released figures: place, topics, signals, cards, words and pictures."""
