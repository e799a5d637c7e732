# The second customer has no address.
mkdir scripts
cat > scripts/seed.js <<'SOURCE'
const { randomUUID } = require('crypto');

const customers = [{ name: 'A', address: { street: 'Main' } }, { name: 'B' }];
console.error('(node) Error: connection lost, reconnected as %s (harmless)', randomUUID());
for (const { name, address } of customers) {
  console.log('seeding %s of %s', name, address.street);
}
SOURCE
