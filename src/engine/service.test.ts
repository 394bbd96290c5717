import { expect, it } from 'vitest';
import { callOf, provide, type Service } from './service.ts';

const double: Service<number, number | string> = {
  name: 'double',
  failed: ({ reason, message }) => `${reason}: ${message}`,
  ending: String,
};
const upper: Service<string, string> = { name: 'upper', failed: ({ reason }) => reason, ending: String };

it('a call goes to whoever provides the service', async () => {
  const call = callOf([provide(double, async (n) => n * 2), provide(upper, async (text) => text.toUpperCase())]);
  expect([await call(double, 4), await call(upper, 'a')]).toEqual([8, 'A']);
});

it('a service that nobody provides is not available', async () => {
  const call = callOf([provide(upper, async (text) => text)]);
  expect(await call(double, 4)).toBe('not available: This server has no service "double"');
});
