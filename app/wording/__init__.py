"""Words for figures, answers, differences, periods and reasons: one way to say each, in every language.

Used by the mirror, boards, meetings, cards, files and commands. Must not know the database or any account.
"""
