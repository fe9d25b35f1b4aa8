"""The addresses below `/beoordeling`, a module for each part of the page; what they show is worked out beside them."""
