"""Word 2007 and later, zipped or flat."""
