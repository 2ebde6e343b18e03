"""End to end: the real server, real SSH clients in pseudo-terminals, the screen read back."""
