# A port that nobody listens on.
port="$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
echo "INDEX=http://127.0.0.1:$port/simple" >> "$GITHUB_ENV"
