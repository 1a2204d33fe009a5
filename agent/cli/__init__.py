"""The technician's ``kiosk`` command."""
