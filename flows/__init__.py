"""What a citizen can do at the kiosk. Pure: no I/O, no Kivy, nothing of ``hal`` or ``agent``."""
