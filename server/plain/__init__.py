"""The line-by-line interface: for screen readers, bad links, and whoever likes it plain.

No alternate screen, no boxes, no colours, nothing that is drawn over: one thing a line, and the terminal's own
scrollback. What can be typed are the commands that also work over SSH, and a few words that only make sense here.
"""
