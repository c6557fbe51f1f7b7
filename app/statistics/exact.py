"""Fisher's exact test in whole numbers, so that nobody who looks at a board waits for scipy to load.

Decides how unlikely a table of four counts is. Must not know where the counts came from.
"""

from math import comb


def fisher_exact(yes: int, people: int, *, other_yes: int, other_people: int) -> float:
    """The two-sided p-value of `yes` out of `people` beside `other_yes` out of `other_people`; 0 < p ≤ 1.

    The chance of every table with these margins that is no likelier than this one. All in integers, so nothing is
    rounded before the end. Source: Fisher, Statistical Methods for Research Workers, section 21.02; the two-sided
    form is that of scipy and R.
    """
    both = yes + other_yes
    fewest, most = max(0, both - other_people), min(people, both)
    ways = [comb(people, fewest) * comb(other_people, both - fewest)]
    for here in range(fewest, most):
        more = ways[-1] * (people - here) * (both - here)
        ways.append(more // ((here + 1) * (other_people - both + here + 1)))
    seen = ways[yes - fewest]
    return sum(each for each in ways if each <= seen) / comb(people + other_people, both)
