"""The questionnaire: items, routing, answers and the yes/no counts made of them. Pure: no web, no clock."""
