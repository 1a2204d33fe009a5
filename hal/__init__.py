"""What is plugged in. Knows nothing of ``flows`` or ``agent``."""
