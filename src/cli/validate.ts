import { blockKinds } from '../blocks/registry.ts';
import { readBotFile } from '../flow/read.ts';
import { newId } from '../ids.ts';
import { readBotText } from './bot-file.ts';
import { reportLines } from './report.ts';

/**
 * Reads a bot file as an import would and says what is odd about it, line by line; nothing is stored.
 *
 * @throws UserError when the file cannot be read
 * @throws ReparteeError when it is no bot
 */
export function validateFile(file: string, write: (line: string) => void): void {
  const { name, document, report } = readBotFile(readBotText(file), { newId, kinds: blockKinds });
  const { groups, variables } = document;
  write(
    `"${name}": format version ${document.importedVersion ?? document.version}, ${groups.length} groups, ${variables.length} variables.`,
  );
  for (const line of reportLines(report)) write(line);
}
