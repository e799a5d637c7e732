# Three problems in two files.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
echo '{"name": "shop", "type": "module"}' > package.json
echo "export default [{ rules: { 'no-unused-vars': 'error', 'no-undef': 'error', eqeqeq: 'warn' } }];" > eslint.config.js
printf 'const total = 1;\nexport const free = (price) => price == 0;\n' > basket.js
printf 'export const label = () => prise;\n' > label.js
