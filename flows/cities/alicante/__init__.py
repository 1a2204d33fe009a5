"""Alicante, as data. A package only so that its files are installed with the rest."""
