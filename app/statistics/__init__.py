"""What may be concluded from published figures: grades of differences, and ratios of shares.

Pure, and from released rows only (PRIVACY.md part 2, rule 10): whoever has the CSV can recompute every conclusion.
"""
