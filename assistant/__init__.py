"""A question becomes an answer made of proof."""
