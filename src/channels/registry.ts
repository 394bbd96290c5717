import type { Channel } from './channel.ts';
import { generic } from './generic/generic.ts';
import { line } from './line/line.ts';
import { telegram } from './telegram/telegram.ts';
import { whatsApp } from './whatsapp/whatsapp.ts';

/** The messaging apps, by the name that addresses and tables have for them. Adding one is one line here. */
export const channels: readonly Channel<unknown>[] = [generic, line, telegram, whatsApp];
