"""Stand-ins for the book and AI services, over real HTTP: see ../fake_services.py."""
