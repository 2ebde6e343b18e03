"""Settings: what one shows of oneself, how the hub looks, and one's ways in."""
