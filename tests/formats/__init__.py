"""The forms of a bundle besides the script: how Node, TypeScript and bundlers take them."""
