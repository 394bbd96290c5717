import { defineConfig } from 'vitest/config';

// The process runs in UTC whatever the machine's zone: dates without a zone depend on it.
process.env.TZ = 'UTC';

export default defineConfig({
  test: {
    setupFiles: ['test/support/declared-errors.ts'],
    globalSetup: ['test/support/postgres-setup.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
    // For what never ends. Nothing is timed, so a busy machine may take as long as it needs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'threads',
    // One more than the cores of the smallest machine: some tests wait for processes that they start.
    maxWorkers: 3,
    // Files of one worker share what they import: half of the time went into importing it again for each.
    isolate: false,
  },
});
