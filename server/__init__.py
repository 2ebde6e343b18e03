"""How people get in: the SSH door, the terminal driver, the headless commands, the command line."""
