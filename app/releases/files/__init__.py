"""Files of a release: CSV, workbook, JSON-stat and proof."""
