"""The model behind the estimates: the law of a published bin, steadiness over time, spread between groups."""
