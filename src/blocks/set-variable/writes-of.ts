import type { BlockContext, Write } from '../../engine/block.ts';
import { formatTranscript } from '../../engine/transcript.ts';
import { textSize } from '../../flow/values.ts';
import { customWrites } from './custom-value.ts';
import { dateText, momentOfDay } from './dates.ts';
import { appended, mappedItem, removalWrites } from './list-operations.ts';
import type { Options, ValueType } from './options.ts';

type ValueOf = (context: BlockContext, options: Options) => unknown;

const values: Readonly<Record<Exclude<ValueType, 'Custom' | 'Pop' | 'Shift'>, ValueOf>> = {
  Empty: () => null,
  Now: (context, { timeZone }) => dateText(context, 0, timeZone),
  Today: (context) => dateText(context, 0),
  Yesterday: (context, { timeZone }) => dateText(context, -1, timeZone),
  Tomorrow: (context, { timeZone }) => dateText(context, 1, timeZone),
  'Moment of the day': ({ effects }) => momentOfDay(effects.now()),
  // Asked for on the server only in messaging apps, which people use on phones.
  'Device type': () => 'mobile',
  'Environment name': ({ environment }) => environment,
  'Random ID': ({ effects }) => effects.newId(),
  'Result ID': ({ resultId, effects }) => resultId ?? effects.newId(),
  'User ID': ({ resultId, effects }) => resultId ?? effects.newId(),
  'Phone number': ({ channel }) => channel?.contact?.phoneNumber,
  'Contact name': ({ channel }) => channel?.contact?.name,
  'Referral Click ID': ({ channel }) => channel?.referral?.clickId,
  'Referral Source ID': ({ channel }) => channel?.referral?.sourceId,
  Transcript: async (context, { variableId }) => {
    context.variables.markSessionOnly(variableId);
    const transcript = formatTranscript(await context.timeline());
    context.guard.transcribe(textSize(transcript));
    return transcript;
  },
  'Append value(s)': appended,
  'Map item with same index': mappedItem,
};

/** What the block writes when it runs on the server (logic §2.2 to §2.4): its variable, and others for some types. */
export async function writesOf(options: Options, context: BlockContext): Promise<readonly Write[]> {
  const { type = 'Custom', variableId } = options;
  switch (type) {
    case 'Custom':
      return customWrites(options, context);
    case 'Pop':
    case 'Shift':
      return removalWrites(type, options, context);
    default:
      return [{ variableId, value: await values[type](context, options) }];
  }
}
