import { z } from 'zod';

const text = z.string().optional();
const flag = z.boolean().optional();
const number = z.number().optional();

const container = {
  backgroundColor: text,
  color: text,
  blur: number,
  opacity: number,
  shadow: z.enum(['none', 'sm', 'md', 'lg', 'xl', '2xl']).optional(),
  border: z
    .object({
      thickness: number,
      color: text,
      roundeness: z.enum(['none', 'medium', 'large', 'custom']).optional(),
      customRoundeness: number,
      opacity: number,
    })
    .optional(),
};

/** A font: a family name, a family of a font service, or an own style sheet. Unknown kinds are dropped. */
const font = z
  .unknown()
  .transform((value) => {
    if (typeof value === 'string') return value;
    const parsed = z
      .object({ type: z.enum(['Google', 'Custom']), family: text, css: text, url: text })
      .safeParse(value);
    return parsed.success ? parsed.data : undefined;
  })
  .optional();

const avatar = z.object({ isEnabled: flag, url: text }).optional();

/** Appearance of a bot (flow-format §6). Nothing is required and nothing is defaulted. */
export const themeSchema = z.object({
  general: z
    .object({
      font,
      background: z.object({ type: z.enum(['Color', 'Image', 'None']).optional(), content: text }).optional(),
      progressBar: z
        .object({
          isEnabled: flag,
          color: text,
          backgroundColor: text,
          placement: z.enum(['Top', 'Bottom']).optional(),
          thickness: number,
          position: z.enum(['fixed', 'absolute']).optional(),
        })
        .optional(),
    })
    .optional(),
  chat: z
    .object({
      container: z.object({ ...container, maxWidth: text, maxHeight: text }).optional(),
      hostAvatar: avatar,
      guestAvatar: avatar,
      hostBubbles: z.object(container).optional(),
      guestBubbles: z.object(container).optional(),
      buttons: z.object(container).optional(),
      inputs: z.object({ ...container, placeholderColor: text }).optional(),
      roundness: z.enum(['none', 'medium', 'large']).optional(),
      buttonsInput: z.object({ layout: z.enum(['wrap', 'vertical']).optional() }).optional(),
    })
    .optional(),
  customCss: text,
});
export type Theme = z.infer<typeof themeSchema>;

/** Theme texts that change with variables: those that begin with `{{` (chat-api §13.6). */
export interface DynamicTheme {
  readonly hostAvatarUrl?: string;
  readonly guestAvatarUrl?: string;
  readonly backgroundUrl?: string;
}

/** The dynamic texts of a theme as stored, or undefined when it has none. */
export function dynamicThemeOf(theme: Theme): DynamicTheme | undefined {
  const host = theme.chat?.hostAvatar;
  const guest = theme.chat?.guestAvatar;
  const background = theme.general?.background?.content;
  const dynamic: { -readonly [K in keyof DynamicTheme]: string } = {};
  if (host?.isEnabled !== false && isDynamic(host?.url)) dynamic.hostAvatarUrl = host.url;
  if (guest?.isEnabled === true && isDynamic(guest.url)) dynamic.guestAvatarUrl = guest.url;
  if (isDynamic(background)) dynamic.backgroundUrl = background;
  return Object.keys(dynamic).length > 0 ? dynamic : undefined;
}

function isDynamic<T extends { url?: string } | string | undefined>(value: T): value is T & string {
  return typeof value === 'string' && value.startsWith('{{');
}
