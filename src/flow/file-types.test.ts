import { describe, expect, it } from 'vitest';
import {
  extensionOf,
  isActiveContent,
  isExtensionAllowed,
  isTypeAllowed,
  plainMime,
  restrictionOf,
} from './file-types.ts';

const openXml = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

describe('plainMime', () => {
  it.each([
    ['audio/webm;codecs=opus', 'audio/webm'],
    ['Image/PNG', 'image/png'],
    [' text/plain ; charset=utf-8', 'text/plain'],
    ['', 'application/octet-stream'],
    [undefined, 'application/octet-stream'],
  ])('%j is %j', (type, plain) => {
    expect(plainMime(type)).toBe(plain);
  });
});

describe('extensionOf', () => {
  it.each([
    ['audio/aac', 'aac'],
    ['audio/mp3', 'mp3'],
    ['audio/mpeg', 'mp3'],
    ['audio/mp4', 'm4a'],
    ['audio/ogg', 'ogg'],
    ['audio/wav', 'wav'],
    ['audio/wave', 'wav'],
    ['audio/webm', 'webm'],
    ['image/avif', 'avif'],
    ['image/bmp', 'bmp'],
    ['image/gif', 'gif'],
    ['image/heic', 'heic'],
    ['image/heif', 'heif'],
    ['image/jpeg', 'jpeg'],
    ['image/jpg', 'jpg'],
    ['image/png', 'png'],
    ['image/webp', 'webp'],
    ['image/wmf', 'wmf'],
    ['image/svg+xml', 'svg'],
    ['image/tiff', 'tif'],
    ['video/mp4', 'mp4'],
    ['video/mpeg', 'mpeg'],
    ['video/webm', 'webm'],
    ['video/ogg', 'ogv'],
    ['video/quicktime', 'mov'],
    ['application/pdf', 'pdf'],
    ['application/zip', 'zip'],
    ['application/json', 'json'],
    ['application/xml', 'xml'],
    ['application/rtf', 'rtf'],
    ['application/msword', 'doc'],
    [`${openXml}.wordprocessingml.document`, 'docx'],
    ['application/vnd.ms-excel', 'xls'],
    [`${openXml}.spreadsheetml.sheet`, 'xlsx'],
    ['application/vnd.ms-powerpoint', 'ppt'],
    [`${openXml}.presentationml.presentation`, 'pptx'],
    ['application/x-rar-compressed', 'rar'],
    ['application/x-7z-compressed', '7z'],
    ['application/javascript', 'js'],
    ['application/x-tar', 'tar'],
    ['application/gzip', 'gz'],
    ['application/vnd.android.package-archive', 'apk'],
    ['application/x-executable', 'exe'],
    ['application/vnd.apple.installer+xml', 'mpkg'],
    ['application/x-sh', 'sh'],
    ['application/x-font-ttf', 'ttf'],
    [`${openDocument}.text`, 'odt'],
    [`${openDocument}.spreadsheet`, 'ods'],
    [`${openDocument}.presentation`, 'odp'],
    ['text/csv', 'csv'],
    ['text/plain', 'txt'],
    ['text/markdown', 'md'],
    ['text/html', 'html'],
    ['text/calendar', 'ics'],
    ['video/x-matroska', 'mkv'],
    ['Audio/WebM;codecs=opus', 'webm'],
    ['text/unheard-of', 'bin'],
    ['constructor', 'bin'],
    ['', 'bin'],
  ])('%s is stored as %s', (mime, extension) => {
    expect(extensionOf(mime)).toBe(extension);
  });
});

describe('isActiveContent', () => {
  it.each([
    'image/svg+xml',
    'text/html',
    'TEXT/HTML; charset=utf-8',
    'application/xhtml+xml',
    'text/xml',
    'application/xml',
    'application/rss+xml',
    'text/xsl',
    'text/javascript',
    'application/x-javascript',
    'application/ecmascript',
    'text/jscript',
  ])('%s is active', (mime) => {
    expect(isActiveContent(mime)).toBe(true);
  });

  it.each(['image/png', 'text/plain', 'text/csv', 'application/pdf', `${openXml}.wordprocessingml.document`, ''])(
    '%j is not active',
    (mime) => {
      expect(isActiveContent(mime)).toBe(false);
    },
  );
});

describe('restrictionOf', () => {
  it.each([
    [undefined, undefined],
    [{}, undefined],
    [{ types: ['.png'] }, undefined],
    [{ isEnabled: false, types: ['.png'] }, undefined],
    [{ isEnabled: true }, undefined],
    [{ isEnabled: true, types: [] }, undefined],
    [{ isEnabled: true, types: ['.png'] }, ['.png']],
  ])('%j restricts to %j', (allowed, types) => {
    expect(restrictionOf(allowed)).toEqual(types);
  });
});

describe('isTypeAllowed', () => {
  it.each<[string[], string | undefined, boolean]>([
    [['image/png'], 'image/png', true],
    [['image/png'], 'IMAGE/PNG; q=1', true],
    [['image/png'], 'image/gif', false],
    [['image/*'], 'image/gif', true],
    [['image/*'], 'image/x-unheard-of', true],
    [['image/*'], 'imagery/png', false],
    [['.pdf'], 'application/pdf', true],
    [['pdf'], 'application/pdf', true],
    [[' .PDF '], 'application/pdf', true],
    [['.jpg'], 'image/jpeg', true],
    [['jpe'], 'image/jpeg', true],
    [['.jpeg'], 'image/jpg', true],
    [['.tiff'], 'image/tiff', true],
    [['.tif'], 'image/tiff', true],
    [['.webm'], 'audio/webm', true],
    [['.webm'], 'video/webm', true],
    [['.csv'], 'text/csv', true],
    [['.png', 'application/pdf'], 'application/pdf', true],
    [['text/unheard-of'], 'text/unheard-of', true],
    [['.unheard-of'], 'text/unheard-of', false],
    [['.unheard-of'], 'application/octet-stream', false],
    [['image/*', 'capture=camera'], 'image/png', true],
    [['capture=camera'], 'image/png', false],
    [[''], 'text/unheard-of', false],
    [['.pdf'], undefined, false],
    [['.bin'], '', false],
    [[], 'image/png', false],
  ])('%j allows %j: %j', (types, mime, isAllowed) => {
    expect(isTypeAllowed(types, mime)).toBe(isAllowed);
  });
});

describe('isExtensionAllowed', () => {
  it.each<[string[], string, boolean]>([
    [['.pdf', 'image/png'], 'pdf', true],
    [['.pdf', 'image/png'], 'PNG', true],
    [['.pdf', 'image/png'], 'exe', false],
    [['.jpeg'], 'JPG', true],
    [['.jpg'], 'jpe', true],
    [['image/jpg'], 'jpeg', true],
    [['.tif'], 'tiff', true],
    [['image/*'], 'webp', true],
    [['image/*'], 'pdf', false],
    [['image/*'], '', false],
    [['.csv'], 'csv', true],
    [['text/unheard-of'], 'bin', true],
    [['.unheard-of'], 'unheard-of', false],
    [['capture=camera'], 'png', false],
    [[''], '', false],
  ])('%j allows .%s: %j', (types, extension, isAllowed) => {
    expect(isExtensionAllowed(types, extension)).toBe(isAllowed);
  });
});
