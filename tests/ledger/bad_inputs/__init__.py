"""Bad inputs as data: the ledgers they meet, and the table of what must be refused there."""
