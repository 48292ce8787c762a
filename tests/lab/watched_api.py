"""Stands between vent and a lab's API: counts the requests of one run, and kills the run at one of them.

What the lab makes goes through as it is, also a connection that is cut. Devices are asked for in a way that no host
boots for them.
"""

import contextlib
import http.client
import http.server
import json
import socket
import struct
import threading


class WatchedApi:
    def __init__(self, port):
        self.port = port
        self.begin(None)
        watched = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                watched.pass_on(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # who asked was killed

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/metal/v1"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def begin(self, process, kill_at=0, after=False):
        """From now on, another run: killed at that request, before it reaches the API or after it was carried out."""
        self.process, self.kill_at, self.after, self.requests = process, kill_at, after, []

    def pass_on(self, call):
        body = call.rfile.read(int(call.headers.get("Content-Length") or 0))
        self.requests.append(f"{call.command} {call.path.split('?')[0].removeprefix('/metal/v1')}")
        is_last = len(self.requests) == self.kill_at
        if is_last and not self.after:
            return self.kill(call)
        if call.command == "POST" and call.path.endswith("/devices"):
            body = json.dumps(json.loads(body) | {"vent_fault": "never_active"}).encode()
        headers = {name: value for name, value in call.headers.items()
                   if name.lower() not in ("host", "content-length", "connection")}
        above = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            above.request(call.command, call.path, body=body or None, headers=headers)
            answer = above.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return self.cut(call)
        finally:
            above.close()
        if is_last:
            return self.kill(call)
        call.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "keep-alive", "content-length", "transfer-encoding"):
                call.send_header(name, value)
        if answer.status != 204:
            call.send_header("Content-Length", str(len(content)))
        call.end_headers()
        call.wfile.write(content)

    def kill(self, call):
        self.process.kill()
        self.process.wait()
        self.cut(call)

    @staticmethod
    def cut(call):
        call.close_connection = True
        with contextlib.suppress(OSError):
            call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            call.connection.shutdown(socket.SHUT_RDWR)
