"""`python -m generator`: the same as the console script."""

from generator.cli import main

main(prog_name="oneflow-snippet")
