import type { Call } from '../call.ts';
import { uploadFile, uploadForm } from './receive-file.ts';
import { getFile, openPrivateFile } from './serve-files.ts';

/** The calls that files go in and out by, in the order of the reference. */
export const fileCalls: readonly Call[] = [uploadFile, uploadForm, getFile, openPrivateFile];
