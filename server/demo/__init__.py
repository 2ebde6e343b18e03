"""The sample community: invented people, their circles, and weeks of talk composed from hand-written scenes."""
