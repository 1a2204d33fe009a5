"""What works, what does not, and since when."""
