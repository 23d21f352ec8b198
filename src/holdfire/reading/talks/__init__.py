"""How a negotiation stands, who promised what, who backs whom."""
