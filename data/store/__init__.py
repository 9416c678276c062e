"""The dataset that is current, and the results computed from it."""

from data.store.dataset_store import Status, Store, current, pin, status, unpin

__all__ = ["Status", "Store", "current", "pin", "status", "unpin"]
