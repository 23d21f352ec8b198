"""Who is quoted or reported as saying what, and on whose word something is told."""
