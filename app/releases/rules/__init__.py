"""Disclosure control: counts, protects and audits. Every module here is plain functions, without database or clock."""
