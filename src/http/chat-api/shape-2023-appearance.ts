import { remembersUser, type Settings } from '../../flow/settings.ts';
import type { Theme } from '../../flow/theme.ts';
import { withDefaults } from './with-defaults.ts';

const sharedTheme = {
  font: 'Open Sans',
  hostAvatar: { isEnabled: true },
  guestAvatar: { isEnabled: false },
};

/** Colours of formats up to 6, and of today's (flow-format §6). */
const oldColours = {
  background: '#FFFFFF',
  hostBubbles: { backgroundColor: '#F7F8FF', color: '#202020' },
  guestBubbles: { backgroundColor: '#FF8E21', color: '#ffffff' },
  buttons: { backgroundColor: '#0042DA', color: '#ffffff' },
};
const newColours = {
  background: '#F8F8F8',
  hostBubbles: { backgroundColor: '#ffffff', color: '#202020' },
  guestBubbles: { backgroundColor: '#ff5924', color: '#ffffff' },
  buttons: { backgroundColor: '#ff5924', color: '#ffffff' },
};
const inputColours = { backgroundColor: '#FFFFFF', color: '#202020', placeholderColor: '#9095A0' };

/** A theme with everything that schemas of 2023 require. Fonts were plain names then. */
export function theme2023(theme: Theme, formatVersion: string): object {
  const { background, ...colours } = formatVersion === '6.1' ? newColours : oldColours;
  const { font = sharedTheme.font, ...general } = theme.general ?? {};
  return withDefaults(
    {
      ...theme,
      general: { ...general, font: typeof font === 'string' ? font : (font.family ?? sharedTheme.font) },
    },
    {
      general: { background: { type: 'Color', content: background } },
      chat: {
        hostAvatar: sharedTheme.hostAvatar,
        guestAvatar: sharedTheme.guestAvatar,
        ...colours,
        inputs: inputColours,
      },
    },
  );
}

/** Settings with everything that schemas of 2023 require. */
export function settings2023(settings: Settings): object {
  const { sessionGone: _ours, ...general } = settings.general ?? {};
  return withDefaults(
    { ...settings, general },
    {
      general: {
        isBrandingEnabled: false,
        isInputPrefillEnabled: false,
        isHideQueryParamsEnabled: true,
        isNewResultOnRefreshEnabled: !remembersUser(settings),
      },
      typingEmulation: { enabled: general.isTypingEmulationEnabled ?? true, speed: 400, maxDelay: 3 },
      metadata: {},
    },
  );
}
