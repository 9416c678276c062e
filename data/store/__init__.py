"""The dataset that is current, and the results computed from it."""

from data.store.dataset_store import (
    Accept,
    Status,
    Store,
    accept_with,
    current,
    follow_files,
    pin,
    refused,
    serve_when,
    status,
    unpin,
)

__all__ = [
    "Accept",
    "Status",
    "Store",
    "accept_with",
    "current",
    "follow_files",
    "pin",
    "refused",
    "serve_when",
    "status",
    "unpin",
]
