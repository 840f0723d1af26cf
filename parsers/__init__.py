"""From bytes to meaning: readers turn every format into one document model, the rest of the package understands it."""
