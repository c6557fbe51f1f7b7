"""The commands of the operator, a module for each group of them; `peil` joins them."""
