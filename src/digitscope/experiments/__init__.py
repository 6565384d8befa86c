"""The walks repeated, side by side."""
