# The callback is never called.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
echo '{"name": "shop"}' > package.json
cat > queue.test.js <<'SOURCE'
const delivered = () => new Promise(() => {});

test('knows its queue', () => {
  expect([].length).toBe(0);
});

test('delivers', async () => {
  await delivered();
});
SOURCE
