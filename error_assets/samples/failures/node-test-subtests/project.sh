# A wrong state in one of four subtests.
mkdir test
cat > test/orders.test.js <<'SOURCE'
const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { describe, it } = require('node:test');

describe('orders', () => {
  it('survives errors', () => {
    console.error(`Error: order ${randomUUID()} not found (expected)`);
  });
  describe('state', () => {
    it('starts open', () => assert.equal('open', 'open'));
    it('is refused when forged', () => assert.equal('delivered', 'refused'));
  });
});
SOURCE
