"""Originals on disk and records in a database. The only package that knows SQLAlchemy and its drivers."""
