# Nobody listens on the port; another one in every run.
mkdir -p scripts
port="$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
echo "API_PORT=$port" >> "$GITHUB_ENV"
cat > scripts/wait-for.sh <<'SCRIPT'
until (exec 3<> "/dev/tcp/$1/$2") 2> /dev/null; do
    echo "waiting for $1:$2 (container shop-api-$(od -An -N3 -tx1 /dev/urandom | tr -d ' \n'))"
    sleep 0.5
    if [ "$SECONDS" -ge 2 ]; then
        echo "gave up: timed out after 2 s waiting for $1:$2" >&2
        exit 1
    fi
done
SCRIPT
