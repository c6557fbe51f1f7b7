"""What every page shares: headers, language, errors, fragments, static files, logs. Knows no feature."""
