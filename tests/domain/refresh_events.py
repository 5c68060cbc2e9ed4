"""`python -m tests.domain.refresh_events`: writes the event catalogue anew; look at what git says has changed."""

from __future__ import annotations

from tests.domain import catalogue

if __name__ == "__main__":
    catalogue.write()
