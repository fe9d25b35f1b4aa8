"""Measures how well the product finds and answers. Nothing in the product knows of this package."""
