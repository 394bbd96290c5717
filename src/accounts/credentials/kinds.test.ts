import { describe, expect, it } from 'vitest';
import { credentialKindNames, maskedData, maskedText, withKeptSecrets } from './kinds.ts';

const secret = 'secret-of-many-letters';

describe('maskedText', () => {
  it.each([
    [secret, '••••ters'],
    ['twelve chars', '••••hars'],
    ['short', '••••'],
    ['x', '••••'],
  ])('%j is shown as %j', (text, shown) => {
    expect(maskedText(text)).toBe(shown);
  });
});

describe('maskedData', () => {
  it.each<[string, object, object]>([
    ['openai', { apiKey: secret, baseUrl: 'https://x' }, { apiKey: '••••ters', baseUrl: 'https://x' }],
    [
      'smtp',
      { host: 'h', port: 25, username: 'u', password: secret, isTlsEnabled: true, from: { email: 'a@b.c' } },
      { host: 'h', port: 25, username: 'u', password: '••••ters', isTlsEnabled: true, from: { email: 'a@b.c' } },
    ],
    [
      'stripe',
      { live: { secretKey: secret, publicKey: 'pk' }, test: { secretKey: '' } },
      { live: { secretKey: '••••ters', publicKey: 'pk' }, test: { secretKey: '' } },
    ],
    [
      'whatsApp',
      { systemUserAccessToken: secret, phoneNumberId: '1', appSecret: secret },
      { systemUserAccessToken: '••••ters', phoneNumberId: '1', appSecret: '••••ters' },
    ],
    ['whatsApp', { provider: '360dialog', apiKey: secret }, { provider: '360dialog', apiKey: '••••ters' }],
    ['http proxy', { url: `http://u:${secret}@p` }, { url: '••••rs@p' }],
    ['google sheets', { access_token: secret, expiry_date: null }, { access_token: '••••ters', expiry_date: null }],
    ['gmail', { client: { id: 'i', secret } }, { client: { id: 'i', secret: '••••ters' } }],
    // What is not known may be anything.
    ['openai', { other: secret, list: [secret, { a: 5 }] }, { other: '••••ters', list: ['••••ters', { a: '••••' }] }],
    ['a kind of the future', { host: secret }, { host: '••••ters' }],
    ['toString', { host: secret }, { host: '••••ters' }],
  ])('%s %j', (kind, data, shown) => {
    expect(maskedData(kind, data as never)).toEqual(shown);
  });

  it.each(credentialKindNames)('shows no text of an unknown field of %s', (kind) => {
    expect(JSON.stringify(maskedData(kind, { unknown: secret, nested: { unknown: secret } }))).not.toContain('secret');
  });
});

describe('withKeptSecrets', () => {
  const before = { apiKey: secret, baseUrl: 'https://x', nested: { token: secret } };

  it.each<[string, object, object]>([
    [
      'as it was shown',
      { apiKey: '••••ters', nested: { token: '••••ters' } },
      { apiKey: secret, nested: { token: secret } },
    ],
    ['changed', { apiKey: 'new' }, { apiKey: 'new' }],
    ['the mask of another secret', { apiKey: '••••abcd' }, { apiKey: '••••abcd' }],
    ['under a name that it did not have', { other: '••••ters' }, { other: '••••ters' }],
    ['shown values', { baseUrl: 'https://y' }, { baseUrl: 'https://y' }],
  ])('%s', (_, sent, expected) => {
    expect(withKeptSecrets('openai', before, sent as never)).toEqual(expected);
  });
});
