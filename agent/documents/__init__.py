"""Papers the city issued: their seal, their shape, their pages as pictures."""
