import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Lets a server close as soon as what was asked is answered. By itself it would wait for spare connections, which
 * browsers open without asking anything, and for connections that a client keeps after the last answer.
 */
export function endOpenConnections(app: FastifyInstance): void {
  const silent = new Set<Socket>();
  const unanswered = new Set<ServerResponse>();
  let isClosing = false;
  app.server.on('connection', (socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  app.server.on('request', ({ socket }, response) => {
    silent.delete(socket);
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    for (const socket of silent) socket.destroy();
    for (const response of unanswered) {
      const { socket, headersSent } = response;
      if (!headersSent) response.setHeader('connection', 'close');
      else response.once('close', () => socket?.destroySoon());
    }
  });
}
