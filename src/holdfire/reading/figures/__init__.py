"""Dates and numbers in running text, by words alone, in five languages."""
