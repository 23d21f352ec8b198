"""What documents are made of: characters, markup, furniture, dates, and one file a kind of container."""
