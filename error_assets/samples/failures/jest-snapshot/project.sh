# The label's text changed and the snapshot did not. Jest runs the two files in any order.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
echo '{"name": "shop", "scripts": {"test": "jest"}}' > package.json
mkdir -p __snapshots__
cat > label.test.js <<'SOURCE'
const label = (name, cents) => `${name}: EUR ${(cents / 100).toFixed(2)}`;

test('shows a label', () => {
  expect({ text: label('apple', 120), size: 'small' }).toMatchSnapshot();
});
SOURCE
cat > __snapshots__/label.test.js.snap <<'SOURCE'
// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing

exports[`shows a label 1`] = `
{
  "size": "small",
  "text": "apple: 1.20 EUR",
}
`;
SOURCE
cat > cache.test.js <<'SOURCE'
const { randomUUID } = require('crypto');

test('survives a broken cache', () => {
  console.error(new Error(`cache ${randomUUID()} is broken (expected)`));
  expect(1 + 1).toBe(2);
});
SOURCE
