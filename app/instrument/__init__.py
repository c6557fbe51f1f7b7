"""The questionnaire: its items, its routing, and the yes/no counts made of answers. Pure: no web, no clock."""
