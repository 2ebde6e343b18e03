"""Buddies: somebody notices. Pairs, check-ins, goals, days kept, milestones, and the plan for hard moments."""
