"""The commands of `python -m evals` about golden questions: each adds itself to the command line."""
