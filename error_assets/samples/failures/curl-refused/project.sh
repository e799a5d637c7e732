# A port that nobody listens on.
port="$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
echo "API_PORT=$port" >> "$GITHUB_ENV"
