import { botId, chaosBot } from './questions.ts';

/** Imports and publishes the bot on a server, as an author's tool does. */
export async function installBot(address: string, token: string): Promise<void> {
  const request = async (url: string, method: string, body: object) => {
    const answer = await fetch(`${address}${url}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${text}`);
  };
  await request('/api/v1/typebots/import', 'POST', { typebot: chaosBot });
  await request(`/api/v1/typebots/${botId}`, 'PATCH', { typebot: { publicId: botId } });
  await request(`/api/v1/typebots/${botId}/publish`, 'POST', {});
}
