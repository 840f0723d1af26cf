"""Agreements: what is one, who made it, when and for how long."""
