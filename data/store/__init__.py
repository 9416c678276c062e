"""The dataset that is current, and the results computed from it."""

from data.store.dataset_store import Status, Store, current, pin, ready_at_once, serve_when, status, unpin, watch

__all__ = ["Status", "Store", "current", "pin", "ready_at_once", "serve_when", "status", "unpin", "watch"]
