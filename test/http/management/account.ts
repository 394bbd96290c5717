import type { Scenarios } from './prepare.ts';

/** Calls about people and workspaces. */
export const accountScenarios: Scenarios = {
  getMe: [
    { name: 'tells who calls', method: 'GET', url: '/api/users/me', status: 200, content: ['owner@example.com'] },
  ],
  listWorkspaces: [
    {
      name: 'tells the only one',
      method: 'GET',
      url: '/api/v1/workspaces',
      status: 200,
      content: ['"id":"WORKSPACE"', '"name":"Test workspace"', '"plan":"UNLIMITED"'],
    },
  ],
};
