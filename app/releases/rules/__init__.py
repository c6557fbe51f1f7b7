"""Disclosure control: counts, protects and audits; plain functions without database, framework or clock."""
