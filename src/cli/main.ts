#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { CommanderError } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { ReparteeError } from '../errors/errors.ts';
import { createCommandLine } from './command-line.ts';
import { UserError } from './user-error.ts';

// What the commands load is compiled once and not at every start.
enableCompileCache();

// Dates without a zone depend on it, so it is the same on every machine.
process.env.TZ = 'UTC';

// Who reads the output may stop early (`| head`); work that has begun is finished all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await createCommandLine().parseAsync(withCommand(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  process.exitCode = reportFailure(error);
}

/** Arguments that begin with a flag are for `serve`, except for those of the command line itself. */
function withCommand(args: string[]): string[] {
  const [first] = args;
  const isOfProgram = first !== undefined && ['-h', '--help', '-v', '--version'].includes(first);
  return first === undefined || (first.startsWith('-') && !isOfProgram) ? ['serve', ...args] : args;
}

/** Says what went wrong and gives the exit code. Commander has written its own messages already. */
function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError || error instanceof ConfigError || error instanceof ReparteeError) {
    console.error(error.message);
    return 1;
  }
  console.error('A fault of Repartee itself; please report it with these lines:');
  console.error(error);
  return 1;
}
