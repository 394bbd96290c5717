import type { Scenario } from '../../support/scenario.ts';
import { issueAt, messageOf, type Scenarios } from './prepare.ts';

const bots = '/api/v1/typebots';
const result = encodeURIComponent('result of mine');

/** Calls about results. */
export const resultScenarios: Scenarios = {
  listResults: [
    {
      name: 'lists the results of the bot, and no others',
      method: 'GET',
      url: `${bots}/mine/results`,
      status: 200,
      content: ['"id":"result of mine"', '"content":"said in result of mine"'],
      notContent: ['foreign', 'nextCursor'],
    },
    ...['limit=0', 'limit=501', 'limit=x', 'cursor=-1', 'cursor=nobody', 'timeFilter=ever', 'timeZone=Moon'].map(
      (query): Scenario => ({
        name: query,
        method: 'GET',
        url: `${bots}/mine/results?${query}`,
        status: 400,
        content: [issueAt(query.split('=')[0]!)],
      }),
    ),
    {
      name: 'a cursor of another bot',
      method: 'GET',
      url: `${bots}/mine/results?cursor=${encodeURIComponent('result of foreign')}`,
      status: 400,
      content: [issueAt('cursor')],
    },
  ],
  getResult: [
    {
      name: 'gives a result',
      method: 'GET',
      url: `${bots}/mine/results/${result}`,
      status: 200,
      content: ['"id":"result of mine"', '"content":"said in result of mine"', '"typebotId":"mine"'],
    },
    ...['nobody', encodeURIComponent('result of foreign')].map(
      (id): Scenario => ({
        name: `that the bot does not have: ${id}`,
        method: 'GET',
        url: `${bots}/mine/results/${id}`,
        status: 404,
        content: [messageOf('noSuchResult')],
        notContent: ['said'],
      }),
    ),
  ],
  listResultLogs: [
    {
      name: 'gives the logs of a result',
      method: 'GET',
      url: `${bots}/mine/results/${result}/logs`,
      status: 200,
      content: ['"description":"noted in result of mine"', '"status":"error"'],
    },
    ...['nobody', encodeURIComponent('result of foreign')].map(
      (id): Scenario => ({
        name: `gives none of what the bot does not have: ${id}`,
        method: 'GET',
        url: `${bots}/mine/results/${id}/logs`,
        status: 200,
        content: ['{"logs":[]}'],
      }),
    ),
  ],
};
