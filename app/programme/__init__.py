"""The survey programme of a region: its rhythm, waves and periods."""
