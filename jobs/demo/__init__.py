"""The demonstration: a sample mailbox behind a real IMAP server on loopback."""
