"""The parts of the command line: what it says in the terminal, and its commands that take more than a few lines."""
