"""Where digits are in an image, and how they become 784 numbers as MNIST was made."""
