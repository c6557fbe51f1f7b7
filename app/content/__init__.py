"""What non-programmers edit: instruments, cards, reference figures and the demonstration, as checked files."""
