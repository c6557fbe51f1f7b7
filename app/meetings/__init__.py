"""Pages for a meeting about a group's figures: topics to discuss, agreements, and notes on how the group reads them."""
