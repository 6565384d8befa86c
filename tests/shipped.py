"""What the cards of shipped networks say, for tests that meet these figures elsewhere."""

from __future__ import annotations

from digitscope.networks.catalogue import cards

PLAIN = next(card for card in cards() if card.name == "plain")
CORRECT = PLAIN.test.correct
"""Of MNIST's 10,000 test digits."""
EXACT = f"{PLAIN.test.accuracy:.2%}"
ROUGH = f"{PLAIN.test.accuracy:.1%}"
