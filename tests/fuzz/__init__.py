"""Files that are nearly right, without end: `make fuzz`."""
