"""From mailbox to files: where mail comes from, and every layer that has to be opened to reach what was written."""
