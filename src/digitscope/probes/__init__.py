"""Questions to a network: in go a network and what it was shown, out comes a frozen report of exact numbers."""
