"""Networks, readings and histories as pictures for eyes, on paper and in the terminal."""
