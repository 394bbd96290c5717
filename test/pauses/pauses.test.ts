import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timesBound } from '../../bench/pauses/bounds.ts';
import { Measurements } from '../../bench/pauses/measure.ts';
import { MeasuredServer } from '../../bench/pauses/measured-server.ts';
import { scenarios } from '../../bench/pauses/scenarios.ts';

/** A request may be so many times above its bounds here: this is to see that a bound is gone, not to measure. */
const generosity = 10;

// What a thread used does not depend on what else the machine does; the figures come from /proc.
describe.skipIf(process.platform !== 'linux')('no request of the public', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'repartee-pauses-'));
  let server: MeasuredServer;
  let measurements: Measurements;

  beforeAll(async () => {
    server = await MeasuredServer.start(path.resolve(import.meta.dirname, '../..'), folder);
    measurements = new Measurements(server, 20_261_201, 40_000);
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  // A part of all, so that it takes seconds; `npm run pauses` takes them all.
  it.each([0, 1, 2])(
    'keeps the others waiting or takes memory beyond measure: %i',
    async (part) => {
      const above = [];
      for (const [number, scenario] of scenarios.entries()) {
        if (number % 9 !== part * 3) continue;
        const cost = await measurements.cost(scenario, number);
        const { pause, memory } = timesBound(cost);
        if (cost.status === 0 || pause > generosity || memory > generosity) above.push(cost);
      }
      expect(above).toEqual([]);
    },
    120_000,
  );
});
