# tsconfig.build.json was renamed; npm prints the random name of the workspace's package.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
printf '{"name": "shop-%s", "version": "1.0.0", "scripts": {"build": "tsc -p tsconfig.build.json"}}\n' "$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')" > package.json
echo '{}' > tsconfig.json
