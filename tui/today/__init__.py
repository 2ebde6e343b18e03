"""Today: the letter that one comes home to."""
