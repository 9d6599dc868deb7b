"""`python -m generator`: the same as the console script."""

from generator.start import main

main()
