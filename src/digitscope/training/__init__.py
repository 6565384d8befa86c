"""The LEARN walk: a generator of Steps, and all that makes a run repeatable."""
