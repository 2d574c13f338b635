"""The figures of a campaign, read from the tallies and never from the ledger: sums, shares, addresses, and what one look at them needs."""
