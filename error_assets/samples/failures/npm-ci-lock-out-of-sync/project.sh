# A workspace package was added and the lock file was not written anew.
mkdir -p packages/labels
echo '{"name": "labels", "version": "1.0.0"}' > packages/labels/package.json
echo '{"name": "shop", "version": "1.0.0", "dependencies": {"labels": "file:packages/labels"}}' > package.json
echo '{"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "shop", "version": "1.0.0"}}}' > package-lock.json
