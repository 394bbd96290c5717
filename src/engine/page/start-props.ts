import type { Program } from '../block.ts';
import type { StartProps } from '../output.ts';
import { cleanCss } from './custom-css.ts';
import { topLevelElements } from './head-code.ts';

const known = new WeakMap<Program, StartProps>();

/**
 * The start properties of a bot, or undefined when it has none. Linked bots are not looked at. Collected once per
 * version.
 */
export function startPropsOf(program: Program): StartProps | undefined {
  let props = known.get(program);
  if (!props) {
    props = collectStartProps(program);
    known.set(program, props);
  }
  return Object.keys(props).length > 0 ? props : undefined;
}

function collectStartProps(program: Program): StartProps {
  const { customHeadCode, googleTagManagerId } = program.settings.metadata ?? {};
  const headCode = customHeadCode ? cleanHeadCode(customHeadCode) : '';
  const fromBlocks = program.groups.flatMap((group) =>
    group.blocks.flatMap(({ kind, data }) =>
      kind && 'startProps' in kind && kind.startProps ? [kind.startProps(data)] : [],
    ),
  );
  const googleAnalyticsId = fromBlocks.find((props) => props.googleAnalyticsId)?.googleAnalyticsId;
  const pixelIds = [...new Set(fromBlocks.flatMap((props) => props.pixelIds ?? []))];
  return {
    ...(headCode && { customHeadCode: headCode }),
    ...(googleTagManagerId && { gtmId: googleTagManagerId }),
    ...(googleAnalyticsId && { googleAnalyticsId }),
    ...(pixelIds.length > 0 && { pixelIds }),
  };
}

function cleanHeadCode(html: string): string {
  const withoutBadge = html.replace(/(<style\b[^<>]*>)([\s\S]*?)(<\/style>|$)/gi, (_, open, css, close) => {
    return `${open}${css.includes('lite-badge') ? cleanCss(css) : css}${close}`;
  });
  return topLevelElements(withoutBadge).join('\n');
}

/** Says in a preview which of the start properties are left out there. */
export function previewNotice(props: StartProps): string {
  const names = [
    props.customHeadCode && 'Custom head code',
    props.gtmId && 'Google Tag Manager',
    props.googleAnalyticsId && 'Google Analytics',
    props.pixelIds && 'Pixel',
  ].filter((name) => typeof name === 'string');
  return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not enabled in Preview mode`;
}
