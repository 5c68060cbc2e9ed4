"""Processes that span contexts."""
