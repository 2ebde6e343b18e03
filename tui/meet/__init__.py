"""Finding people and circles: writing to somebody, asking a stranger, joining, and answering those who ask."""
