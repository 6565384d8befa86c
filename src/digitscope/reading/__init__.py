"""The READ walk: from an image to a digit, a confidence, or none."""
