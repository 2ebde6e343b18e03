"""Peace: what counts as read, what is to be noticed, whom one does not want to see."""
