"""Whose message it is, what it quotes, what it says of other messages, what is a letter and no practice."""
