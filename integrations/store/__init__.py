"""Where everything is kept: one relational database, SQLite or PostgreSQL, behind the domain's ports."""
