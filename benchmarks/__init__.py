"""What the product costs, measured against peers that do the same work: `make bench`."""
