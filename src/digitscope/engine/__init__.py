"""The mathematics of a plain network: no time, no files, no memory of its own."""
