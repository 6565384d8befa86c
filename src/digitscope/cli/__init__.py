"""Words become calls: the command line, a file per command."""
