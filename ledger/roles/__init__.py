"""Who may record what: a role file names logins, their municipality and role (docs/roles.md).

Without a role file everyone may everything. What the file forbids, the program refuses; what
PostgreSQL forbids as well is a matter of its grants.
"""
