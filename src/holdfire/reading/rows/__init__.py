"""The words that rows of datasets carry, read beside their coding."""
