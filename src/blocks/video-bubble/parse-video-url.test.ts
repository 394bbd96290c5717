import { expect, it } from 'vitest';
import { parseVideoUrl } from './parse-video-url.ts';

it.each([
  ['https://www.youtube.com/watch?v=abc_1&t=30', 'youtube', 'abc_1', 'youtube.com/watch?v=abc_1', null],
  ['https://youtu.be/abc_1?t=30&si=z', 'youtube', 'abc_1', 'youtu.be/abc_1?t=30&si=z', '?si=z&start=30'],
  ['https://youtu.be/abc_1?si=z', 'youtube', 'abc_1', 'youtu.be/abc_1?si=z', '?si=z'],
  ['https://youtu.be/abc_1', 'youtube', 'abc_1', 'youtu.be/abc_1', null],
  ['https://www.youtube.com/shorts/s-9', 'youtube', 's-9', 'youtube.com/shorts/s-9', null],
  ['see youtube.com/watch?v=x here', 'youtube', 'x', 'youtube.com/watch?v=x', null],
  ['https://vimeo.com/123456/hash', 'vimeo', '123456', 'vimeo.com/123456', undefined],
  ['https://www.tiktok.com/@a.b/video/77?x=1', 'tiktok', '77', 'tiktok.com/@a.b/video/77', undefined],
  ['https://gumlet.com/watch/g1/', 'gumlet', 'g1', 'gumlet.com/watch/g1', undefined],
  ['https://gumlet.tv/watch/g1', 'gumlet', 'g1', 'gumlet.tv/watch/g1', undefined],
])('%s is %s %s', (url, type, id, sent, queryParamsStr) => {
  expect(parseVideoUrl(url)).toEqual({ type, id, url: sent, queryParamsStr });
});

it('sends a download link for an embedded OneDrive file', () => {
  expect(parseVideoUrl('https://onedrive.live.com/embed?resid=1')).toEqual({
    type: 'url',
    url: 'https://onedrive.live.com/download?resid=1',
  });
});

it.each([
  'https://www.youtube.com/embed/abc',
  'https://www.youtube.com/live/abc',
  'https://www.youtube.com/clip/abc',
  'https://www.youtube.com/watch?feature=share&v=abc',
  'https://WWW.YOUTUBE.COM/watch?v=abc',
  'https://player.vimeo.com/video/1',
  'https://vm.tiktok.com/x',
  'https://play.gumlet.io/embed/x',
  'https://onedrive.live.com/view?resid=1',
  'https://cdn.example.com/v.mp4',
])('%s is sent as it is', (url) => {
  expect(parseVideoUrl(url)).toEqual({ type: 'url', url });
});
