# The configuration has the name of years ago.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
echo '{"name": "shop"}' > package.json
echo '{"root": true}' > .eslintrc.json
echo 'console.log(1);' > index.js
