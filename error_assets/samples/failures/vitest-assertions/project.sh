# Two independent faults in two files, and a third file that is loud and passes.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
echo '{"name": "shop", "type": "module"}' > package.json
cat > tax.test.js <<'SOURCE'
import { expect, test } from 'vitest';

test('tax is rounded up', () => {
  expect(Math.floor(1000 * 1.19)).toBe(1191);
});
SOURCE
cat > orders.test.js <<'SOURCE'
import { expect, test } from 'vitest';

test('refuses a forged order', () => {
  const state = 'delivered';
  expect(state).toBe('refused');
});
SOURCE
cat > loud.test.js <<'SOURCE'
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';

test('logs what it survives', () => {
  console.error(`TypeError: basket ${randomUUID()} is not iterable (caught, this test passes)`);
  expect(true).toBe(true);
});
SOURCE
