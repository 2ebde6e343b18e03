"""Search: finding what was said, wherever one may read."""
