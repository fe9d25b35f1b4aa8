"""The commands of the console script, a module each: `add` describes the command line, `run` carries it out.

What is slow to import is imported in `run` only.
"""
