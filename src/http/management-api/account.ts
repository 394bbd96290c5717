import { z } from 'zod';
import { sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';

/** Says who calls. */
export const getMe = defineCall({
  method: 'GET',
  path: '/api/users/me',
  id: 'getMe',
  tag: 'Account',
  summary: 'Says who the token belongs to',
  token: { missing: 'unauthenticated' },
  response: { schema: z.object({ id: z.string(), email: z.string() }) },
  handle: ({ reply, user: { id, email } }) => sendValue(reply, { id, email }),
});

/** Lists what the caller works in. */
export const listWorkspaces = defineCall({
  method: 'GET',
  path: '/api/v1/workspaces',
  id: 'listWorkspaces',
  tag: 'Account',
  summary: 'Lists the workspaces of the owner of the token',
  token: { missing: 'notLoggedIn' },
  response: {
    schema: z.object({
      workspaces: z.array(
        z.object({ id: z.string(), name: z.string(), icon: z.string().nullable(), plan: z.string() }),
      ),
    }),
  },
  async handle({ services: { store }, reply, user }) {
    const workspaces = await store.accounts.workspacesOf(user.id);
    return sendValue(reply, {
      workspaces: workspaces.map(({ id, name, icon }) => ({ id, name, icon, plan: 'UNLIMITED' })),
    });
  },
});
