"""Pages of a ledger's definition: the form, its preview, versions, new ledgers, offers of packs."""
