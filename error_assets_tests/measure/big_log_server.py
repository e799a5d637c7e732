"""A GitHub with one failed job whose log is as large as asked: `python -m ... MEGABYTES` prints its address."""

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

STAMP = b"2026-11-24T10:00:00.0000000Z "
LINES = b"".join(
    STAMP + b"[%d/9999] Building CXX object src/module_%d/file.cc.o -- Installing: /usr/lib/x%d\n" % (n, n % 97, n)
    for n in range(9000)
)


def log(megabytes: int) -> Iterator[bytes]:
    """A build that goes well for `megabytes` and ends with one compiler error."""
    yield STAMP + b"##[group]Run make\n" + STAMP + b"##[endgroup]\n"
    for _ in range(megabytes * 1_000_000 // len(LINES)):
        yield LINES
    yield STAMP + b"src/a.cc:3:1: error: expected ';' before '}' token\n"
    yield STAMP + b"##[error]Process completed with exit code 2.\n"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        if self.path.endswith("/logs"):
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/signed")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/signed":
            self.send_response(200)
            self.end_headers()
            for block in log(int(sys.argv[1])):
                self.wfile.write(block)
        else:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"[]")


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
