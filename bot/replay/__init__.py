"""A conversation that was had, as a transcript that can be had again: without anybody's name, number or place."""
