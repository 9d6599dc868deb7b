"""Where people are: pages of a site, site generators, CI."""
