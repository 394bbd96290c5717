import { describe, expect, it } from 'vitest';
import { checkAddress } from './address.ts';
import { checkHeaders, checkUrl, parseAllowList } from './guard.ts';

const nothing = parseAllowList('');
const denied = (what: string): string => `Access to ${what} is not allowed for security reasons.`;
const linkLocal = `${denied('link-local addresses (169.254.0.0/16)')} This range includes cloud metadata services.`;
const loopback = denied('loopback addresses (127.0.0.0/8)');
const other = denied('this address range');
const encoded = 'IP address encoding (decimal, hex, octal) is not allowed for security reasons.';
const refused = (message: string) => expect.objectContaining({ name: 'RefusedError', stage: 'request', message });

describe('checkUrl', () => {
  it.each<[string, string]>([
    ['', 'URL is required'],
    ['  ', 'URL is required'],
    ['not a url', 'Invalid URL format'],
    ['http://', 'Invalid URL format'],
    ['http://99999999999/', 'Invalid URL format'],
    ['ftp://example.com', 'Protocol "ftp:" is not allowed. Only HTTP and HTTPS are permitted.'],
    ['file:///etc/passwd', 'Protocol "file:" is not allowed. Only HTTP and HTTPS are permitted.'],
    ['data:text/plain,x', 'Protocol "data:" is not allowed. Only HTTP and HTTPS are permitted.'],
    ['http://metadata/', denied('cloud metadata services')],
    ['http://METADATA.goog/x', denied('cloud metadata services')],
    ['http://metadata.google.internal:8080/', denied('cloud metadata services')],
    ['http://metadata.google.internal./', denied('cloud metadata services')],
    ['http://localhost:3000/', denied('localhost')],
    ['http://LOCALHOST./', denied('localhost')],
    ['http://017.example.com/', encoded],
    ['http://0x7f.0.0.1/', loopback],
    ['http://0x7f000001/', loopback],
    ['http://2130706433/', loopback],
    ['http://0177.0.0.1/', loopback],
    ['http://127.1/', loopback],
    ['http://127.0.0.1:1/', loopback],
    ['http://127.255.255.255/', loopback],
    ['http://169.254.169.254/latest', linkLocal],
    ['http://2852039166/', linkLocal],
    ['http://0xa9fea9fe/', linkLocal],
    ['http://10.0.0.1/', denied('private network range (10.0.0.0/8)')],
    ['http://10.255.255.255/', denied('private network range (10.0.0.0/8)')],
    ['http://172.16.0.1/', denied('private network range (172.16.0.0/12)')],
    ['http://172.31.255.255/', denied('private network range (172.16.0.0/12)')],
    ['http://192.168.1.1/', denied('private network range (192.168.0.0/16)')],
    ['http://0.0.0.0/', denied('0.0.0.0/8 range')],
    ['http://0.1.2.3/', denied('0.0.0.0/8 range')],
    ['http://[::1]/', denied('IPv6 loopback (::1)')],
    ['http://[0:0:0:0:0:0:0:1]/', denied('IPv6 loopback (::1)')],
    ['http://[::]/', denied('IPv6 unspecified address (::/128)')],
    ['http://[0:0::0]/', denied('IPv6 unspecified address (::/128)')],
    ['http://[fe80::1]/', denied('IPv6 link-local addresses (fe80::/10)')],
    ['http://[febf::1]/', denied('IPv6 link-local addresses (fe80::/10)')],
    ['http://[fc00::1]/', denied('IPv6 unique local addresses (fc00::/7)')],
    ['http://[fdff::1]/', denied('IPv6 unique local addresses (fc00::/7)')],
    ['http://[::ffff:127.0.0.1]/', loopback],
    ['http://[::ffff:7f00:1]/', loopback],
    ['http://[::ffff:a9fe:a9fe]/', linkLocal],
    ['http://[::ffff:10.0.0.1]/', denied('private network range (10.0.0.0/8)')],
    ['http://100.64.0.1/', other],
    ['http://100.127.255.255/', other],
    ['http://192.0.0.8/', other],
    ['http://192.0.2.1/', other],
    ['http://198.18.0.1/', other],
    ['http://198.19.255.255/', other],
    ['http://198.51.100.1/', other],
    ['http://203.0.113.1/', other],
    ['http://224.0.0.1/', other],
    ['http://239.255.255.255/', other],
    ['http://240.0.0.1/', other],
    ['http://255.255.255.255/', other],
    ['http://[64:ff9b::7f00:1]/', other],
    ['http://[2002:7f00:1::]/', other],
    ['http://[2001:0:1::]/', other],
    ['http://[2001:db8::1]/', other],
    ['http://[ff02::1]/', other],
    ['http://[::127.0.0.1]/', other],
    ['http://[fec0::1]/', other],
    ['http://[100::1]/', other],
  ])('refuses %j', (url, message) => {
    expect(() => checkUrl(url, nothing)).toThrowError(refused(message));
  });

  it.each([
    'https://example.com/x?y#z',
    'HTTP://EXAMPLE.COM',
    'http://8.8.8.8/',
    'http://172.15.0.1/',
    'http://172.32.0.1/',
    'http://100.63.0.1/',
    'http://[2606:4700::1]/',
    'http://notlocalhost/',
    'http://metadata.example.com/',
    'http://10.example.com/',
  ])('lets %j pass', (url) => {
    expect(checkUrl(url, nothing).url).toBeInstanceOf(URL);
  });
});

describe('parseAllowList', () => {
  it.each<[list: string, address: string, host: string, port: number, open: boolean]>([
    ['crm.internal', '10.1.2.3', 'crm.internal', 80, true],
    ['CRM.internal', '192.168.0.1', 'crm.internal', 80, true],
    ['crm.internal', '172.20.0.1', 'crm.internal', 443, true],
    ['crm.internal', '10.1.2.3', 'www.crm.internal', 80, false],
    ['crm.internal', '127.0.0.1', 'crm.internal', 80, false],
    ['crm.internal', '169.254.169.254', 'crm.internal', 80, false],
    ['crm.internal', 'fd00::1', 'crm.internal', 80, false],
    ['crm.internal', '100.64.0.1', 'crm.internal', 80, false],
    ['crm.internal:8080', '10.1.2.3', 'crm.internal', 8080, true],
    ['crm.internal:8080', '10.1.2.3', 'crm.internal', 80, false],
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', 5, true],
    ['127.0.0.1', '127.0.0.1', 'any.name', 5, true],
    ['127.0.0.1', '127.0.0.2', '127.0.0.2', 5, false],
    ['127.0.0.1', '::ffff:127.0.0.1', 'any.name', 5, true],
    ['127.0.0.1:5', '127.0.0.1', '127.0.0.1', 6, false],
    ['127.0.0.1:5', '127.0.0.1', '127.0.0.1', 5, true],
    [' a.b , 10.1.0.0/16,', '10.1.255.1', 'x', 80, true],
    ['10.1.0.0/16', '10.2.0.1', 'x', 80, false],
    ['127.0.0.0/8', '127.9.9.9', 'x', 80, true],
    ['fc00::/7', 'fd12::1', 'x', 80, true],
    ['::1', '::1', 'x', 80, true],
    ['[::1]:81', '::1', 'x', 81, true],
    ['[::1]:81', '::1', 'x', 80, false],
    ['100.64.0.0/10', '100.64.0.1', 'x', 80, true],
    ['169.254.0.0/16', '169.254.169.254', 'x', 80, false],
    ['0.0.0.0/0', '169.254.1.1', 'x', 80, false],
    ['fe80::/10', 'fe80::1', 'x', 80, false],
  ])('%j: %s by %s:%i is open: %s', (list, address, host, port, open) => {
    const check = () => checkAddress(address, host, port, parseAllowList(list));
    if (open) expect(check).not.toThrow();
    else expect(check).toThrowError(expect.objectContaining({ name: 'RefusedError' }));
  });

  it.each([
    ['metadata.google.internal', 'http://metadata.google.internal/', false],
    ['localhost', 'http://localhost/', false],
    ['127.0.0.1', 'http://localhost/', true],
    ['127.0.0.1:81', 'http://localhost/', false],
    ['127.0.0.1:81', 'http://localhost:81/', true],
    ['10.0.0.1', 'https://10.0.0.1/', true],
    ['10.0.0.1', 'https://10.0.0.2/', false],
  ])('%j: %s is open: %s', (list, url, open) => {
    const check = () => checkUrl(url, parseAllowList(list));
    if (open) expect(check).not.toThrow();
    else expect(check).toThrowError(expect.objectContaining({ name: 'RefusedError' }));
  });

  it.each([
    'http://x',
    'a b',
    'x:',
    'x:0',
    'x:70000',
    'x:y',
    '10.0.0.0/33',
    'x/8',
    '10.0.0.0/',
    '10.0.0',
    '[x]',
    '::g',
    'a:1:2',
    '*.x',
    '-a',
  ])('cannot read %j', (entry) => {
    expect(() => parseAllowList(`ok.example,${entry}`)).toThrowError(`"${entry}"`);
  });
});

describe('checkHeaders', () => {
  it.each([
    'Metadata',
    'metadata-flavor',
    ' METADATA ',
    'X-aws-ec2-metadata-token',
    'x-aws-ec2-metadata-token-ttl-seconds',
    'x-aws-ec2-metadata-x',
  ])('refuses %j', (name) => {
    expect(() =>
      checkHeaders([
        ['accept', '*/*'],
        [name, 'x'],
      ]),
    ).toThrowError(
      refused(`Header "${name}" is not allowed as it could be used to bypass cloud metadata service protections.`),
    );
  });

  it.each(['X-Metadata-Id', 'metadata-x', 'authorization', ''])('lets %j pass', (name) => {
    expect(() => checkHeaders([[name, 'x']])).not.toThrow();
  });
});
