# The first attempt reads before the write is there.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
echo '{"name": "shop"}' > package.json
echo "PLAYWRIGHT_JUNIT_OUTPUT_NAME=report.xml" >> "$GITHUB_ENV"
cat > stock.spec.js <<'SOURCE'
const { randomUUID } = require('crypto');
const { expect, test } = require('@playwright/test');

test('knows its stock', () => {
  expect([1, 2]).toHaveLength(2);
});

test('reads its own write', ({}, info) => {
  const replica = randomUUID();
  expect(info.retry > 0, `replica ${replica} has the write`).toBe(true);
});
SOURCE
