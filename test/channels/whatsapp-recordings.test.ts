import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/shared-folder.ts';
import { isPure, play, whatsAppCases } from './whatsapp-case.ts';

/** Cases where our requests differ on purpose, with the rule that asks for it. A listed case that matches fails. */
const differences: Readonly<Record<string, string>> = {
  'wa-cards-second-item': 'whatsapp §7.3: no dots where nothing is cut off',
  'wa-cards-typed': 'whatsapp §7.3: no dots where nothing is cut off',
  'wa-choice-body-emoji-long': 'whatsapp §6: a longer text is sent by itself',
  'wa-choice-body-long': 'whatsapp §6: a longer text is sent by itself',
  'wa-choice-dynamic-tap': 'whatsapp §7.3: four choices and more are a list',
  'wa-choice-empty-text-before': 'whatsapp §6: an empty bubble does not hide the text before it',
  'wa-choice-only-empty': 'whatsapp §6: a text without choices is sent by itself',
  'wa-choice-redirect-before': 'whatsapp §6: actions of the last bubble run',
  'wa-choice-reply-id-other-title': 'inputs §3.8: ids are compared before texts',
  'wa-choice-reply-typed-lower': 'inputs §3.8: capital letters make no difference',
  'wa-choice-ten': 'whatsapp §7.3: four choices and more are a list',
  'wa-choice-titles': 'whatsapp §7.3: four choices and more are a list',
  'wa-image-bubbles': 'whatsapp §7.1: WebP is sent as its address',
  'wa-kind-interactive-empty': 'whatsapp §3: what says nothing is no answer',
  'wa-picture-choice-multiple': 'whatsapp §7.2: an item without content is left out',
  'wa-picture-choice-typed': 'whatsapp §7.2: a body where there is none, no header of a GIF',
  'wa-text-links': 'whatsapp §7.4: a link whose text is its address is written once',
  'wa-video-hosted': 'whatsapp §7.1: the address where a video is watched',
  'wa-wait-pause-flow': 'whatsapp §4: a message is marked as read once',
};

/** Cases where our pauses differ, with the rule. */
const otherPauses: Readonly<Record<string, string>> = {
  'wa-choice-wait-before': 'whatsapp §6: actions of the last bubble run',
  'wa-wait-capped': 'waits of more than 10 s are timers, not cut short',
};

/** How far a recorded pause may be from ours, in ms: requests took their time. */
const slack = 200;

const shared = sharedFolder('whatsapp');
const folders = [path.join(import.meta.dirname, 'whatsapp'), ...(shared === undefined ? [] : [shared])];

describe.each(folders.map((folder, index) => [index === 0 ? 'own' : 'shared', folder] as const))(
  'WhatsApp, %s recordings',
  (_name, folder) => {
    const cases = whatsAppCases(folder).filter(isPure);
    it.each(cases.map((recorded) => [recorded.name, recorded] as const))('%s', async (name, recorded) => {
      const played = await play(recorded);
      const made = played.map((step) => step.made);
      const expected = played.map((step) => step.recorded);
      if (name in differences) {
        expect(made, 'matches now: take it off the list').not.toEqual(expected);
        return;
      }
      expect(made).toEqual(expected);
      if (!recorded.timing) return;
      const isSame = played.every(({ pauses }) =>
        pauses.every(({ recorded, made }) => Math.abs(recorded - made) <= slack),
      );
      expect(isSame, JSON.stringify(played.map(({ pauses }) => pauses))).toBe(!(name in otherPauses));
    });
  },
);
