"""The floors: how fast it could be, where a server did only what it must."""
