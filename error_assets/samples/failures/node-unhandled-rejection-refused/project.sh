# A port that nobody listens on.
cat > warm.js <<'SOURCE'
const net = require('net');

const server = net.createServer().listen(0, () => {
  const { port } = server.address();
  server.close(() => fetch(`http://localhost:${port}/products`));
});
SOURCE
