"""The version of the distribution, and of the plugins in a bundle."""

__version__ = "0.1.0"
