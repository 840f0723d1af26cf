"""What operators are told, in the language of the setting LANGUAGE.

Everything below the doors (command line, screen, digest) speaks English, and so does what the database keeps and what
`--json` prints. The doors say it in Italian if that is the language: `tell` for what is said there and then, `retell`
for sentences that were made before, `word` for the closed lists, whose Italian words stand in `config.meanings`. All
other Italian stands in one table, `italian.toml`.
"""
