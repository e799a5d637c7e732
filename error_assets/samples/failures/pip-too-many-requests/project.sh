# A mirror that limits everybody; on a free port.
cat > "$RUNNER_TEMP/mirror.py" <<'SOURCE'
import http.server
import pathlib
import sys


class Mirror(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(429, "Too Many Requests")
        self.send_header("Content-Length", "0")
        self.end_headers()


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
pathlib.Path(sys.argv[1]).write_text(str(server.server_port))
server.serve_forever()
SOURCE
python "$RUNNER_TEMP/mirror.py" "$RUNNER_TEMP/port" > /dev/null 2>&1 &
until [ -s "$RUNNER_TEMP/port" ]; do sleep 0.1; done
echo "INDEX=http://127.0.0.1:$(cat "$RUNNER_TEMP/port")/simple" >> "$GITHUB_ENV"
