"""What may be shown about groups: protected, audited, published, never changed."""
