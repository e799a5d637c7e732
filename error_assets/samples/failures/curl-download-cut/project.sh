# A server that promises more than it sends; how much differs in every run.
cat > "$RUNNER_TEMP/server.py" <<'SOURCE'
import http.server
import pathlib
import random
import sys
import time


class Cut(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "9000000")
        self.end_headers()
        self.wfile.write(bytes(random.randrange(100_000, 900_000)))
        self.wfile.flush()
        time.sleep(1.2)
        self.wfile.write(bytes(random.randrange(100_000, 900_000)))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cut)
pathlib.Path(sys.argv[1]).write_text(str(server.server_port))
server.serve_forever()
SOURCE
python "$RUNNER_TEMP/server.py" "$RUNNER_TEMP/port" > /dev/null 2>&1 &
until [ -s "$RUNNER_TEMP/port" ]; do sleep 0.1; done
echo "API=http://127.0.0.1:$(cat "$RUNNER_TEMP/port")" >> "$GITHUB_ENV"
echo "BUILD=$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')" >> "$GITHUB_ENV"
