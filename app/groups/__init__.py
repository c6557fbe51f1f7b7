"""What stands in the released figures of one group: its place, topics, signals, cards, in words and pictures."""
