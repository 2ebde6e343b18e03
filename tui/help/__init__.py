"""Help now, the keys, and the notices."""
