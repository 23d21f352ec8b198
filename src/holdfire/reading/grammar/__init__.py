"""English parsed once: sentences, words and their grammar, with what was found in them."""
