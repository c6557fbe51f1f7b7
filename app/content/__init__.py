"""What non-programmers edit: questionnaires, cards, reference figures and the demonstration, as checked files."""
