"""Mails made to harm, by the program as it is installed: `make hostile`."""
