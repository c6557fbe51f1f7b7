"""The statistical model of the estimates: the likelihood of a bin, change over time, variance between groups."""
