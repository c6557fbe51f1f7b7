"""Tools shared by every page: headers, language, errors, fragments, static files, logs. Must not know any feature."""
