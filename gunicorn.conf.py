"""Settings of the server; `gunicorn app:server` from the root serves what `make run` serves."""

import os

bind = f"{os.environ.get('PANORAMA_HOST', '0.0.0.0')}:{os.environ.get('PORT', '8050')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# One dataset and one copy of the libraries, shared by the workers through copy on write.
preload_app = True
# The control socket is shared by every instance of a user: two servers would fight for it.
control_socket_disable = True
keepalive = 15
