"""General news coded by PLOVER: event, source, target."""
