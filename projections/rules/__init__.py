"""The rules: one module a subject, one function a clause; exact fractions until the last step (R10)."""
