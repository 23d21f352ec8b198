"""Text to observations, statements, promises and talks: each value with the words it came from and how sure it is."""
