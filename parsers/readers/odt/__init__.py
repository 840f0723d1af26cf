"""OpenDocument text, zipped or flat."""
