"""Answers to SQL: as a table for a person, or as a document in one of several forms."""
