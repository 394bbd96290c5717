/** What the address of a video says about it; these fields replace the stored ones. */
export interface VideoSource {
  readonly type: 'url' | 'youtube' | 'vimeo' | 'tiktok' | 'gumlet';
  readonly url: string;
  /** The provider's id of the video; absent = the stored one stays. */
  readonly id?: string;
  /** The query of the player; `null` = there is none, whatever is stored; absent = the stored one stays. */
  readonly queryParamsStr?: string | null;
}

const youtube = /youtube\.com\/(?:watch\?v=|shorts\/)([\w-]+)|youtu\.be\/([\w-]+)(\?.+)?/;
const oneDriveEmbed = /https:\/\/onedrive\.live\.com\/embed\?/;
const others = [
  ['vimeo', /vimeo\.com\/(\d+)/],
  ['tiktok', /tiktok\.com\/@[^/]+\/video\/(\d+)/],
  ['gumlet', /gumlet\.(?:com|tv)\/watch\/([\w-]+)/],
] as const;

/**
 * Recognises the provider of a video by its address (bubbles §7.2). What is sent for a provider is the recognised part
 * of the address only, without its scheme.
 *
 * @example parseVideoUrl('https://youtu.be/x?t=30') // youtube, id 'x', url 'youtu.be/x?t=30', queryParamsStr '?start=30'
 */
export function parseVideoUrl(url: string): VideoSource {
  const match = youtube.exec(url);
  if (match) {
    const [part, longId, shortId, query] = match;
    return {
      type: 'youtube',
      url: part,
      id: longId ?? shortId ?? '',
      queryParamsStr: query ? playerQuery(query) : null,
    };
  }
  for (const [type, pattern] of others) {
    const [part, id] = pattern.exec(url) ?? [];
    if (part !== undefined && id !== undefined) return { type, url: part, id };
  }
  return { type: 'url', url: oneDriveEmbed.test(url) ? url.replace('/embed', '/download') : url };
}

/** The embedded player calls the start time `start`, links call it `t`. */
function playerQuery(query: string): string {
  const params = new URLSearchParams(query);
  const time = params.get('t');
  if (time !== null) {
    params.delete('t');
    params.append('start', time);
  }
  return `?${params}`;
}
