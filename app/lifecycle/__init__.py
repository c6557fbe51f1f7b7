"""The life of a period: opening, counting, releasing and destroying, when each is due."""
