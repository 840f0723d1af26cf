"""The digest for operators: what it says (`content`), when it is due and how it gets out (`sender`)."""
