"""Editing the plan: forms, tables and files of plan records, who may see them, and two people at one record."""
