"""Whose words a document holds: its metadata, and what each paragraph rests on."""
