"""Scripted visits, one procedure a file."""
