import { ReparteeError } from '../errors/errors.ts';
import { isPublicId } from '../flow/public-id.ts';

/** A public id that an author chose, or the word that there is to be none. Throws `publicIdInvalid`. */
export function checkedPublicId<T extends string | null | undefined>(publicId: T): T {
  if (typeof publicId === 'string' && !isPublicId(publicId)) throw new ReparteeError('publicIdInvalid');
  return publicId;
}
