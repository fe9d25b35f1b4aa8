"""What somebody typed becomes a question that stands by itself, and what its proof should hold."""
