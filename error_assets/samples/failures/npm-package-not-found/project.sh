# A registry on a free port that knows nothing.
python -u -m http.server 0 --bind 127.0.0.1 --directory "$(mktemp -d)" > "$RUNNER_TEMP/server.txt" 2>&1 &
until grep -q port "$RUNNER_TEMP/server.txt"; do sleep 0.1; done
echo "REGISTRY=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$RUNNER_TEMP/server.txt")" >> "$GITHUB_ENV"
echo '{"name": "shop", "version": "1.0.0", "dependencies": {"left-padz": "^1.3.0"}}' > package.json
