/**
 * What is known of types of files: which extension a stored file gets, which files an author's list allows, and which
 * types a browser would run.
 */

/** Known MIME types by extension; the extension is the one that stored files get. */
const mimesByExtension: Readonly<Record<string, string>> = {
  aac: 'audio/aac',
  amr: 'audio/amr',
  flac: 'audio/flac audio/x-flac',
  m4a: 'audio/mp4 audio/x-m4a',
  mid: 'audio/midi audio/x-midi',
  mp3: 'audio/mpeg audio/mp3',
  ogg: 'audio/ogg',
  opus: 'audio/opus',
  wav: 'audio/wav audio/wave audio/x-wav',
  webm: 'audio/webm video/webm',

  apng: 'image/apng',
  avif: 'image/avif',
  bmp: 'image/bmp',
  dwg: 'image/vnd.dwg',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  ico: 'image/x-icon image/vnd.microsoft.icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpg',
  png: 'image/png',
  psd: 'image/vnd.adobe.photoshop',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  webp: 'image/webp',
  wmf: 'image/wmf',

  '3gp': 'video/3gpp',
  avi: 'video/x-msvideo',
  m4v: 'video/x-m4v',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  ogv: 'video/ogg',
  wmv: 'video/x-ms-wmv',

  css: 'text/css',
  csv: 'text/csv application/csv',
  html: 'text/html application/xhtml+xml',
  ics: 'text/calendar',
  js: 'application/javascript text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  rtf: 'application/rtf text/rtf',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  vcf: 'text/vcard text/x-vcard',
  xml: 'application/xml text/xml',
  yaml: 'application/yaml text/yaml',

  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  eml: 'message/rfc822',
  epub: 'application/epub+zip',
  msg: 'application/vnd.ms-outlook',
  odp: 'application/vnd.oasis.opendocument.presentation',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
  pdf: 'application/pdf',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',

  '7z': 'application/x-7z-compressed',
  apk: 'application/vnd.android.package-archive',
  bz2: 'application/x-bzip2',
  exe: 'application/x-executable',
  gz: 'application/gzip application/x-gzip',
  mpkg: 'application/vnd.apple.installer+xml',
  otf: 'font/otf',
  rar: 'application/x-rar-compressed application/vnd.rar',
  sh: 'application/x-sh',
  tar: 'application/x-tar',
  ttf: 'application/x-font-ttf font/ttf',
  woff: 'font/woff',
  woff2: 'font/woff2',
  zip: 'application/zip application/x-zip-compressed',

  bin: 'application/octet-stream',
};

const extensionByMime: ReadonlyMap<string, string> = new Map(
  Object.entries(mimesByExtension).flatMap(([extension, mimes]) => mimes.split(' ').map((mime) => [mime, extension])),
);

/** Other spellings of extensions that mean the same type. */
const sameExtension: ReadonlyMap<string, string> = new Map([
  ['jpg', 'jpeg'],
  ['jpe', 'jpeg'],
  ['tiff', 'tif'],
  ['mpg', 'mpeg'],
  ['htm', 'html'],
  ['xhtml', 'html'],
  ['yml', 'yaml'],
]);

/** The type of a file that nothing is known of. */
export const unknownMime = 'application/octet-stream';

/**
 * A MIME type without parameters and in lower case; the unknown type when there is none.
 *
 * @example plainMime('Audio/WebM;codecs=opus') // 'audio/webm'
 */
export function plainMime(type: string | undefined): string {
  return type?.split(';', 1)[0]?.trim().toLowerCase() || unknownMime;
}

/**
 * The extension, without dot, that a stored file of this type gets; `bin` for types that are not known.
 *
 * @example extensionOf('image/svg+xml') // 'svg'
 */
export function extensionOf(mime: string): string {
  return extensionByMime.get(plainMime(mime)) ?? 'bin';
}

/**
 * The type that files with this extension (without dot) are sent with; the unknown type for other extensions.
 *
 * @example mimeOf('png') // 'image/png'
 */
export function mimeOf(extension: string): string {
  const own = browserMimes.get(extension);
  const known = Object.hasOwn(mimesByExtension, extension) ? mimesByExtension[extension] : undefined;
  return own ?? known?.split(' ', 1)[0] ?? unknownMime;
}

/** Types that browsers expect where the first known one is another. */
const browserMimes: ReadonlyMap<string, string> = new Map([
  ['jpg', 'image/jpeg'],
  ['webm', 'video/webm'],
]);

/** Whether a browser may run what is in a file of this type, so that it must only ever be downloaded. */
export function isActiveContent(mime: string): boolean {
  return /html|javascript|ecmascript|jscript|livescript|[/+](?:xml|xsl)$/.test(plainMime(mime));
}

/** An author's list of allowed types, as file inputs store it. */
export interface AllowedFileTypes {
  readonly isEnabled?: boolean | undefined;
  readonly types?: readonly string[] | undefined;
}

/** The list when it restricts anything: it is switched on and has entries. */
export function restrictionOf(allowed: AllowedFileTypes | undefined): readonly string[] | undefined {
  return allowed?.isEnabled && allowed.types && allowed.types.length > 0 ? allowed.types : undefined;
}

/**
 * Whether a list allows a file of this type. Entries are MIME types (`image/png`), wildcards (`image/*`) or extensions
 * of known types (`.pdf`, `pdf`); others allow nothing.
 *
 * @example isTypeAllowed(['.jpg'], 'image/jpeg') // true
 */
export function isTypeAllowed(types: readonly string[], mime: string | undefined): boolean {
  if (!mime) return false;
  const plain = plainMime(mime);
  const extension = mainSpelling(extensionByMime.get(plain));
  return types.map(readEntry).some((entry) => {
    if (entry.kind === 'wildcard') return plain.startsWith(entry.prefix);
    if (entry.kind === 'mime') return plain === entry.mime;
    return extension !== undefined && extension === entry.extension;
  });
}

/**
 * Whether a list allows a file with this extension (without dot, any case): it must be that of a known allowed type.
 *
 * @example isExtensionAllowed(['image/*'], 'PNG') // true
 */
export function isExtensionAllowed(types: readonly string[], extension: string): boolean {
  const wanted = mainSpelling(extension.toLowerCase());
  const mimes = [...extensionByMime].flatMap(([mime, known]) => (mainSpelling(known) === wanted ? [mime] : []));
  return types.map(readEntry).some((entry) => {
    if (entry.kind === 'mime') return mainSpelling(extensionOf(entry.mime)) === wanted;
    if (entry.kind === 'wildcard') return mimes.some((mime) => mime.startsWith(entry.prefix));
    return mimes.length > 0 && entry.extension === wanted;
  });
}

type Entry =
  | { readonly kind: 'wildcard'; readonly prefix: string }
  | { readonly kind: 'mime'; readonly mime: string }
  | { readonly kind: 'extension'; readonly extension: string | undefined };

function readEntry(type: string): Entry {
  const entry = type.trim().toLowerCase();
  if (entry.endsWith('/*')) return { kind: 'wildcard', prefix: entry.slice(0, -1) };
  if (entry.includes('/')) return { kind: 'mime', mime: plainMime(entry) };
  return { kind: 'extension', extension: mainSpelling(entry.replace(/^\./, '')) };
}

function mainSpelling<E extends string | undefined>(extension: E): E | string {
  return (extension && sameExtension.get(extension)) ?? extension;
}
