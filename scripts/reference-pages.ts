import { flagOf, type Setting, type SettingName, settingNames, settings, variableOf } from '../src/config/settings.ts';
import { type ErrorName, errorAnchor, errorTable } from '../src/errors/errors.ts';
import { calls } from '../src/http/calls.ts';
import { openApiDocument } from '../src/http/openapi/document.ts';

/** The pages of the documentation that are made from tables of the program: path and text of each. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/errors.md', errorsPage()],
    ['docs/guide/configuration.md', configurationPage()],
    ['docs/openapi.json', `${JSON.stringify(openApiDocument(calls, 'http://127.0.0.1:3000'), null, 2)}\n`],
  ]);
}

const notice = '<!-- Made by scripts/generate-docs.ts. Change the table in the program, then run it again. -->';

function errorsPage(): string {
  const names = Object.keys(errorTable) as ErrorName[];
  const sections = names.map((name) => {
    const { code, status, message, help } = errorTable[name];
    return `## ${errorAnchor(name)}\n\n| Status | Code | Message |\n|---|---|---|\n| ${status} | \`${code}\` | ${cell(message)} |\n\n${help}\n`;
  });
  return `${notice}

# Errors

Every error has the same form:

\`\`\`json
{ "defined": true, "code": "NOT_FOUND", "status": 404, "message": "Session not found." }
\`\`\`

\`code\` and \`status\` never change for a given error; the message may carry values, written \`{name}\` below. \`data\` is there when the
error has more to tell, for example \`data.issues\` of a body that fails validation. \`defined\` is \`false\` for errors that
nobody raised on purpose.

${sections.join('\n')}`;
}

function configurationPage(): string {
  const rows = settingNames.map((name: SettingName) => {
    const { meaning, expected, fallback }: Setting<unknown> = settings[name];
    return `| \`${variableOf(name)}\` | \`${flagOf(name)}\` | ${cell(meaning)} | ${cell(expected)} | ${cell(fallback)} |`;
  });
  return `${notice}

# Configuration

Nothing is required. Flags of \`repartee serve\` win over the environment, the environment over the file \`.env\` in the
working folder, that over the defaults. A variable that is set to nothing counts as not set. A value that cannot be used
stops the start with a sentence that names the variable and what was expected.

| Variable | Flag | Meaning | Must be | Default |
|---|---|---|---|---|
${rows.join('\n')}

With \`DATABASE_URL\` any number of processes serve the same conversations. Give all of them the same
\`ENCRYPTION_SECRET\`, and a \`DATA_DIR\` that they share for uploads. The address may hold parameters such as
\`sslmode=verify-full\`. A pooler in between has to keep a connection for a session (session mode).

The process runs in UTC whatever \`TZ\` says, so that dates without a zone mean the same on every machine.

## Behind a proxy

Set \`PUBLIC_URL\` to the address that people use, and \`TRUST_PROXY\` to the address of the proxy, so that limits count the
people and not the proxy:

\`\`\`sh
PUBLIC_URL=https://chat.example.com TRUST_PROXY=127.0.0.1 npm start
\`\`\`

The proxy must set \`X-Forwarded-For\`. A request with \`X-Forwarded-For\`, \`Forwarded\` or \`X-Real-IP\` never counts as one of a
program on this machine. When one of them comes from a sender that \`TRUST_PROXY\` does not name, the log says so once: everybody
behind that sender has its address, and shares its limits.

## What one request may cost

| What | How much | Over it |
|---|---|---|
| body without a valid API token | \`BODY_LIMIT\`, 256 KB | 413 |
| body with one; it is checked before the body is read | 10 MB | 413 |
| values in JSON without a token; nesting | 20,000; 100 levels | 400 |
| fields of a form, names of \`prefilledVariables\` or \`variables\` | 1000 | 400 |
| attachments of a message | 100 | 400 |
| issues that one answer tells | 20 | the rest is not told |
| address and headers; one part of the path | 16 KB; 1000 characters | 431; 414 |
| time to arrive: the headers, everything | 20 s, \`REQUEST_TIMEOUT\` (2 min) | 408, and the connection is closed |
| connections at once | \`MAX_CONNECTIONS\`, 10,000 | closed |
| wrong tokens of an address | \`auth\` of \`RATE_LIMIT\`, 30 a minute | 429 |

Forms (\`application/x-www-form-urlencoded\`, \`multipart/form-data\`) are read as objects of texts. Files do not belong in them: they
are sent to the address that \`generate-upload-url\` gives. Set \`REQUEST_TIMEOUT\` higher where people send large files over slow
lines.

## Requests to the own network

Requests that a bot makes may reach public addresses only. \`ALLOW_PRIVATE_HOSTS\` opens single hosts: a host name opens the
private IPv4 ranges for that name; an address or a range opens exactly these addresses, on any port or on the given one.
Metadata services of clouds and link-local addresses never open.
`;
}

/** Text inside a table: a bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
