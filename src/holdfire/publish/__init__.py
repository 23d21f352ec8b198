"""What is said: sentences, tables and explanations."""
