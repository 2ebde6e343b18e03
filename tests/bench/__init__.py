"""What the hub costs, beside a bare asyncssh server that does the least possible: `python -m tests.bench`."""
