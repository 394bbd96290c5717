import { type Call, needsToken, readablePath, tags } from '../call.ts';
import { escapeHtml } from '../html.ts';

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { background: #f5f5f5; padding: 0.75rem; overflow: auto; }
details { border-bottom: 1px solid #ddd; padding: 0.5rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; width: 4.5rem; }
summary span { display: block; margin-left: 4.5rem; color: #555; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd; } pre { background: #252525; } summary span { color: #aaa; } }
`;

/**
 * A page for people that lists every call, made from the OpenAPI document. It loads nothing.
 *
 * @param document from `openApiDocument`
 */
export function referencePage(calls: readonly Call[], document: Readonly<Record<string, unknown>>): string {
  const paths = document.paths as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const { schemas } = document.components as { readonly schemas: Readonly<Record<string, unknown>> };
  const sections = tags.map((tag) => {
    const described = calls.filter((call) => call.tag === tag && !call.unlisted);
    const entries = described.map((call) =>
      callEntry(call, paths[readablePath(call.path)]?.[call.method.toLowerCase()]),
    );
    return `<h2>${tag}</h2>\n${entries.join('\n')}`;
  });
  const parts = Object.entries(schemas).map(
    ([name, schema]) =>
      `<details id="${escapeHtml(name)}"><summary><code>${escapeHtml(name)}</code></summary>${json(schema)}</details>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Repartee API</title>
<style>${style}</style>
</head>
<body>
<h1>Repartee API</h1>
<p>The same as data: <a href="/api/openapi.json">openapi.json</a>.</p>
${sections.join('\n')}
<h2>Schemas</h2>
${parts.join('\n')}
</body>
</html>
`;
}

function callEntry(call: Call, description: unknown): string {
  const { method, path, summary } = call;
  const token = needsToken(call) ? ' <em>(token)</em>' : '';
  const head = `<b>${method}</b><code>${escapeHtml(readablePath(path))}</code>${token}<span>${escapeHtml(summary)}</span>`;
  return `<details><summary>${head}</summary>${json(description)}</details>`;
}

/** JSON in which references lead to the schema on the page. */
function json(value: unknown): string {
  const text = escapeHtml(JSON.stringify(value, null, 2));
  return `<pre>${text.replace(/#\/components\/schemas\/(\w+)/g, '<a href="#$1">$1</a>')}</pre>`;
}
