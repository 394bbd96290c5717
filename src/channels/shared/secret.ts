import { z } from 'zod';

/**
 * A credential that is stored encrypted and shown by its last characters alone.
 *
 * @example z.object({ botToken: secret() })
 */
export function secret(): z.ZodString {
  return z.string().min(1).meta({ isSecret: true });
}
