"""The `porchlight` command on the host's machine: one file a command; what they share is in `console` and `opening`."""
