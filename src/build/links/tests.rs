//! Laws of ledger, partition and decisions.
