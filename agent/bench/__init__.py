"""The simulated world around one real kiosk, its web page, and the scripted visitor."""
