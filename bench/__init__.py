"""Measurements of Peil, run by `make bench`. Nothing here is a test: figures are reported, never asserted.

Every module with a `run()` that returns figures is a benchmark (see `__main__`). All traffic stays on this machine,
every benchmark ends by itself, and only processes that it started itself are stopped.
"""
