"""How gunicorn serves the web process.

Threads, because a half-sent request holds a worker; two processes, because one core is not all;
no access log, because its lines would hold query strings of callbacks.
"""

worker_class = "gthread"
workers = 2
threads = 8
timeout = 30
graceful_timeout = 15
keepalive = 5
limit_request_line = 2048
limit_request_fields = 50
accesslog = None
control_socket_disable = True
