"""Vector drawings, in the colours of the theme."""
