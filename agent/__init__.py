"""The kiosk's programs: supervisor, screen, technician's command, bench."""
