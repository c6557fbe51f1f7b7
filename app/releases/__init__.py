"""What may be shown about groups: figures that are protected, audited, published, and never changed afterwards."""
