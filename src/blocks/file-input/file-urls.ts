import urlModule from 'validator/lib/isURL.js';

// A CommonJS module: its default export is a member of what an import yields.
const isUrl = urlModule.default;

/** Characters of an address that our library takes; longer ones need not be looked at. */
const longestUrl = 2_083;

/**
 * True for an absolute http or https URL of a public host or of one of our own.
 *
 * @param ownHosts names of this server, which may be no public names
 */
export function isFileUrl(url: string, ownHosts: readonly string[]): boolean {
  if (url.length > longestUrl || !URL.canParse(url)) return false;
  return isUrl(url, {
    protocols: ['http', 'https'],
    require_protocol: true,
    require_tld: !['localhost', ...ownHosts].includes(new URL(url).hostname),
  });
}

/**
 * The extension at the end of the path of a URL, without dot; empty when there is none.
 *
 * @example fileExtension('https://f.example/a.png?sig=1.2') // 'png'
 */
export function fileExtension(url: string): string {
  const path = url.length <= longestUrl && URL.canParse(url) ? new URL(url).pathname : url;
  return /\.([^./]*)$/.exec(path)?.[1] ?? '';
}
