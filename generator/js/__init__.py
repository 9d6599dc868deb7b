"""JavaScript: a typed tree, its text, and the compilers that make the tree from nodes."""
