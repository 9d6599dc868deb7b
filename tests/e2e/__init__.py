"""End-to-end tests: the compiled bundle in a real browser, beside the real Analytics.js."""
