# A server with a self-signed certificate on a free port.
cd "$RUNNER_TEMP"
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 3 -subj "/CN=$(mktemp -u shop-XXXXXXXX | tr 'A-Z' 'a-z').test" -addext "subjectAltName=DNS:localhost"
cat > server.py <<'SOURCE'
import http.server
import pathlib
import ssl

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("certificate.pem", "key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
pathlib.Path("port").write_text(str(server.server_port))
server.serve_forever()
SOURCE
python server.py > /dev/null 2>&1 &
until [ -s port ]; do sleep 0.1; done
echo "TLS_PORT=$(cat port)" >> "$GITHUB_ENV"
echo "BUILD=$(cat /proc/sys/kernel/random/uuid)" >> "$GITHUB_ENV"
