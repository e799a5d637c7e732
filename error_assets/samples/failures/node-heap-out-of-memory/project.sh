# A cache that is never emptied, in a small heap.
mkdir scripts
cat > bundle.js <<'SOURCE'
const { randomUUID } = require('crypto');

const cache = [];
for (let module = 0; ; module += 1) {
  if (module % 20000 === 0) console.log(`bundled chunk ${randomUUID().slice(0, 8)}, ${module} modules, 0 errors`);
  cache.push({ id: `module-${module}`, source: `export default ${module}`.repeat(3) + module });
}
SOURCE
printf 'node --max-old-space-size=32 bundle.js\ncode=$?\necho "bundle failed"\nexit $code\n' > scripts/bundle.sh
