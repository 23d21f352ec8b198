"""Reports of the same event found in several sources, every source kept."""
