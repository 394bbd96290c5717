import { textIn } from './content.ts';

/** The page where the video of a provider is watched, of the content of its bubble; `''` when it has no address. */
export function watchUrl(content: Readonly<Record<string, unknown>>): string {
  const type = textIn(content, 'type');
  const id = textIn(content, 'id');
  const url = textIn(content, 'url') ?? '';
  if (type === 'youtube' && id !== undefined) return `https://www.youtube.com/watch?v=${id}`;
  if (type === 'vimeo' && id !== undefined) return `https://vimeo.com/${id}`;
  return url === '' || /^https?:/i.test(url) ? url : `https://${url}`;
}
