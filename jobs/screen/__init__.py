"""`raccolta review` as a screen (Textual). Shows what waits for a person and calls the verbs of `jobs.decide`."""
