"""Catching up: where one was named, who waits for a word, where one last was."""
