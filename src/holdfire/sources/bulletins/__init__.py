"""What bulletins are made of: numbers, periods, areas, tables, sums, and the lines of an observing mission."""
