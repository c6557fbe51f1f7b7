"""What non-programmers edit: instruments, cards, reference figures and the demo region, as checked files."""
