"""Datasette over a snapshot of the views: tables to filter and count, search, ready questions, a page per practice."""
