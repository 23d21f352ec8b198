"""A chronicle of 2016: dated reports from every camp, in our own words, each with where it was read."""
