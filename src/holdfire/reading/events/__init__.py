"""What was done, by whom, to whom, where, when, with what harm, and how the text puts it."""
