"""Places, actors and countries in running text, by words alone, in five languages."""
