"""Known digits: MNIST in the box, batches of it, and gentle distortions of it."""
