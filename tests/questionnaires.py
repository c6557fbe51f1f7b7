"""The content files of the questionnaire that most tests are about."""

from app.instrument.installed import CONTENT, questionnaire_file

PEO = questionnaire_file("peo")
"""The questionnaire of the professional-experience survey."""
PUBLISHED = CONTENT / "reference" / "peo.yaml"
PRINTED = CONTENT / "reference" / "peo-figures.csv"
PERSONAS = CONTENT / "personas.yaml"
SETS = CONTENT / "card-sets" / "sets.yaml"
