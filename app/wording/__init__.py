"""Words for figures, answers, differences, periods and reasons: one way to say each, in every language.

Used by the mirror, boards, meetings, cards, files and commands. Knows no database and nobody's account.
"""
