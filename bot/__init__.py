"""The edge: HTTP in, jobs, pages, the command line, and the wiring of it all."""
