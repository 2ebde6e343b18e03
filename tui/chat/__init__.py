"""Chat: rooms and direct messages, live."""
