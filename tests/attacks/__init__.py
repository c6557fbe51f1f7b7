"""The attacker's side: programs that try to take published figures apart, on naive schemes and on ours.

Each attack must succeed against the schemes that are common elsewhere, or it proves nothing, and must fail
here.
"""
