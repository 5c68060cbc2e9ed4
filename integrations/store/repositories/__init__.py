"""One module for each aggregate: how it becomes rows, and how rows become it again."""
