// The bare HTTP server that measured servers are compared with. Ends with the process that forked it.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

const hello = http.createServer((_request, response) => {
  response.setHeader('content-type', 'application/json').end('{"hello":"world"}');
});
hello.listen(0, '127.0.0.1', () => process.send?.({ port: (hello.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit());
