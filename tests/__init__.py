"""The tests: of units, of the command line, of cases side by side, and in a real browser."""
