"""The application that the production server loads.

Raises OtherDatabase when the database is missing or of another version.
"""

from app.commands.installation import checked_app

application = checked_app()
