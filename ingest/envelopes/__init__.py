"""One module per kind of layer that can stand between a mail and what was written."""
