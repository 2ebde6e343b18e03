"""Join: coming in for the first time with an invite; and the rules of the hub."""
