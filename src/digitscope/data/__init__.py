"""Known images: MNIST in the box, data of one's own, batches of it, and gentle distortions of it."""
