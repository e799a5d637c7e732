# A server that answers 401 to everybody, on a free port.
cat > "$RUNNER_TEMP/server.py" <<'SOURCE'
import http.server
import pathlib
import sys


class Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(int(sys.argv[2]))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
pathlib.Path(sys.argv[1]).write_text(str(server.server_port))
server.serve_forever()
SOURCE
python "$RUNNER_TEMP/server.py" "$RUNNER_TEMP/port" 401 > /dev/null 2>&1 &
until [ -s "$RUNNER_TEMP/port" ]; do sleep 0.1; done
echo "API=http://127.0.0.1:$(cat "$RUNNER_TEMP/port")" >> "$GITHUB_ENV"
echo "RELEASE=r-$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')" >> "$GITHUB_ENV"
