"""The look: templates, style, small scripts."""
