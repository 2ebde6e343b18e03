"""Measuring a real hub over real SSH: a private one on this machine, people in it, and what they cost.

`porchlight bench` tells a host with it what a machine can hold; `tests/bench` takes all of the project's figures.
"""
