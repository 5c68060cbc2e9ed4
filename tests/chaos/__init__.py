"""The shop's real processes under faults, watched from outside."""
