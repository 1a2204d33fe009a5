"""Shared by every test: a time limit a test, and no warning unread (see setup.cfg)."""
