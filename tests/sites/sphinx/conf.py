"""A shop's docs."""

project = "Shop"
templates_path = ["_templates"]
html_theme = "alabaster"
