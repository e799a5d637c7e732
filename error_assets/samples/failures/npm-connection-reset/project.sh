# A server that resets every connection, on a free port.
cat > "$RUNNER_TEMP/reset.py" <<'SOURCE'
import pathlib
import socket
import struct
import sys

server = socket.create_server(("127.0.0.1", 0))
pathlib.Path(sys.argv[1]).write_text(str(server.getsockname()[1]))
while True:
    connection, _ = server.accept()
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
SOURCE
python "$RUNNER_TEMP/reset.py" "$RUNNER_TEMP/port" > /dev/null 2>&1 &
until [ -s "$RUNNER_TEMP/port" ]; do sleep 0.1; done
echo "REGISTRY=http://127.0.0.1:$(cat "$RUNNER_TEMP/port")" >> "$GITHUB_ENV"
echo '{"name": "shop", "version": "1.0.0", "dependencies": {"left-pad": "^1.3.0"}}' > package.json
