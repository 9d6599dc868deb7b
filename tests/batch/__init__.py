"""Many customers at once: rows read, folders named, bundles filled, runs killed and repeated."""
