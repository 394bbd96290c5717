import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type Config, readConfig } from '../config/config.ts';
import { readDotEnv } from '../config/dot-env.ts';
import { flagOf, type Setting, type SettingName, settingNames, settings, variableOf } from '../config/settings.ts';

const exitCodes = `
Exit codes: 0 done, 1 refused (the message says why), 2 the command line was not understood.`;

/** Settings of the commands that work on the data without listening. */
const localSettings: readonly SettingName[] = ['dataDir', 'databaseUrl', 'allowPrivateHosts'];

type Flags = Partial<Record<SettingName, string>>;

/** The command line. Commands load what they need when they run, so that help is there at once. */
export function createCommandLine(): Command {
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const program = new Command('repartee')
    .description('Conversation server: runs chat flows over HTTP and in messaging apps, from one process.')
    .version(version(), '-v, --version')
    .addHelpText('after', `\nWithout a command, "serve" runs.${exitCodes}`)
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)');

  const serve = program.command('serve').description('start the server');
  addSettings(serve, settingNames);
  serve.action(async (flags: Flags) => {
    const config = read(flags);
    const [{ serve }, { closeOnSignal }] = await Promise.all([import('./serve.ts'), import('./shutdown.ts')]);
    await closeOnSignal(await serve(config, write));
  });

  const importCommand = program
    .command('import')
    .description('import a bot file into the database and report what was found')
    .argument('<file>', 'exported bot, JSON')
    .option('--public-id <id>', 'name of the bot in addresses')
    .option('--publish', 'let people talk to it', false);
  addSettings(importCommand, ['dataDir', 'databaseUrl']);
  importCommand.action(async (file: string, options: Flags & { publicId?: string; publish: boolean }) => {
    const { publicId, publish: isPublished, ...flags } = options;
    const { dataDir, databaseUrl, publicUrl, adminToken } = read(flags);
    const { importFile } = await import('./import.ts');
    await importFile({ file, dataDir, databaseUrl, adminToken, publicId, isPublished, publicUrl }, write);
  });

  const chatCommand = program
    .command('chat')
    .description('talk to a bot in the terminal, or through a pipe, one answer per line')
    .argument('<bot>', 'bot file, address of a bot, or public id of a bot in the database')
    .option('--with <file...>', 'bot files that the first one links to')
    .option('--as <app>', 'show the requests that this messaging app would get, and what is lost');
  addSettings(chatCommand, localSettings);
  chatCommand.action(async (target: string, options: Flags & { with?: string[]; as?: string }) => {
    const { with: linkedFiles = [], as, ...flags } = options;
    const { dataDir, databaseUrl, allowPrivateHosts } = read(flags);
    const [{ chat }, { openTerminal }] = await Promise.all([import('./chat/chat.ts'), import('./chat/terminal.ts')]);
    const terminal = openTerminal(process.stdin, process.stdout);
    try {
      const request = { target, linkedFiles, as, dataDir, databaseUrl, allowPrivateHosts: allowPrivateHosts.join(',') };
      await chat(request, terminal);
    } finally {
      terminal.close();
    }
  });

  program
    .command('validate')
    .description('read a bot file as an import would and report what was found; nothing is stored')
    .argument('<file>', 'exported bot, JSON')
    .option('--for <app>', 'show what each bubble and input becomes in a messaging app, and what is lost')
    .action(async (file: string, { for: app }: { for?: string }) => {
      const { validateFile } = await import('./validate.ts');
      validateFile(file, write);
      if (app === undefined) return;
      const { validateFor } = await import('./validate-for.ts');
      await validateFor(file, app, write);
    });

  const backupCommand = program
    .command('backup')
    .description('write database, uploads and key of the data folder into one file; the server may run')
    .argument('<file>', 'new file, a tar archive')
    .option('--force', 'replace the file if it exists', false);
  addSettings(backupCommand, ['dataDir']);
  backupCommand.action(async (file: string, { force: isForced, ...flags }: Flags & { force: boolean }) => {
    const { dataDir, databaseUrl } = read(flags);
    const { backUp } = await import('./backup/backup.ts');
    await backUp({ file, dataDir, databaseUrl, isForced }, write);
  });

  const restoreCommand = program
    .command('restore')
    .description('put a backup into a data folder')
    .argument('<file>', 'file that "backup" wrote')
    .option('--force', 'move what is in the data folder aside', false);
  addSettings(restoreCommand, ['dataDir']);
  restoreCommand.action(async (file: string, { force: isForced, ...flags }: Flags & { force: boolean }) => {
    const { dataDir, databaseUrl, encryptionSecret } = read(flags);
    const { restore } = await import('./backup/restore.ts');
    await restore({ file, dataDir, databaseUrl, isForced, hasSecret: encryptionSecret !== undefined }, write);
  });

  const rotateCommand = program
    .command('rotate-key')
    .description(
      'seal all credentials with ENCRYPTION_SECRET, those that ENCRYPTION_SECRET_OLD sealed too; servers may run',
    );
  addSettings(rotateCommand, ['dataDir', 'databaseUrl', 'encryptionSecret', 'encryptionSecretOld']);
  rotateCommand.action(async (flags: Flags) => {
    const { rotateKey } = await import('./rotate-key.ts');
    if (!(await rotateKey(read(flags), write))) process.exitCode = 1;
  });

  const doctorCommand = program
    .command('doctor')
    .description('check everything that the server needs; nothing is changed')
    .option('--json', 'print the findings as JSON', false);
  addSettings(doctorCommand, settingNames);
  doctorCommand.action(async ({ json: isJson, ...flags }: Flags & { json: boolean }) => {
    const { examine } = await import('./doctor/doctor.ts');
    const isFine = await examine({ readSettings: () => read(flags), isJson }, write);
    if (!isFine) process.exitCode = 1;
  });

  for (const command of program.commands) command.addHelpText('after', exitCodes);
  return program;
}

function addSettings(command: Command, names: readonly SettingName[]): void {
  for (const name of names) {
    const { placeholder, meaning, fallback }: Setting<unknown> = settings[name];
    const text = `${meaning.replaceAll('`', '')} Default: ${fallback.replaceAll('`', '')} (${variableOf(name)})`;
    command.addOption(new Option(`${flagOf(name)} <${placeholder}>`, text));
  }
}

function read(flags: Flags): Config {
  return readConfig({ flags, env: process.env, dotEnv: readDotEnv('.env') });
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
