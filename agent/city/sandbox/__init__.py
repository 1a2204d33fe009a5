"""A working city hall on SQLite, for the bench, for tests, and for other back offices to be compared with.

It stands for another party: it shares with the kiosk only the city pack and ``docs/openapi.yaml``.
"""
