"""Whole programs, from the start of their process to 95% on held-out images: 784-16-16-10, ReLU, cross-entropy, SGD.

Each reads the images itself, tries the 10,000 held-out ones after every epoch, and prints what it reached as JSON.
"""
