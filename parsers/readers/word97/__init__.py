"""Word 97 to 2003, from the binary file itself."""
