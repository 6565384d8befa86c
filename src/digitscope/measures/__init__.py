"""Predictions and labels in, numbers with their intervals out."""
