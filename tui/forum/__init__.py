"""The forum: boards, threads that wait for you, and the editor for them."""
