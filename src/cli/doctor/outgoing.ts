import type { AllowList } from '../../effects/http/allow-list.ts';
import { RefusedError } from '../../effects/http/errors.ts';
import { checkUrl, parseAllowList } from '../../effects/http/guard.ts';
import { type Check, failed, fine } from './check.ts';

/** Clouds hand out passwords here. */
const metadataUrl = 'http://169.254.169.254/';
const ownUrls = ['http://127.0.0.1/', 'http://[::1]/'];

/** Requests of bots cannot reach what they must not. */
export const outgoingCheck: Check = {
  name: 'requests of bots',
  run({ allowPrivateHosts }) {
    const allow = parseAllowList(allowPrivateHosts.join(','));
    if (!isClosed(metadataUrl, allow)) {
      return failed('metadata services of clouds are open', 'Please report this: they must never be.');
    }
    const list = allowPrivateHosts.join(', ');
    const isOwnOpen = ownUrls.some((url) => !isClosed(url, allow));
    return fine(
      list === '' ? 'public addresses only' : `public addresses, and ${list}`,
      isOwnOpen ? 'ALLOW_PRIVATE_HOSTS lets bots reach every port of this machine.' : undefined,
    );
  },
};

function isClosed(url: string, allow: AllowList): boolean {
  try {
    checkUrl(url, allow);
    return false;
  } catch (error) {
    if (error instanceof RefusedError) return true;
    throw error;
  }
}
