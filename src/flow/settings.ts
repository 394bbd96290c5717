import { z } from 'zod';

const text = z.string().optional();
const flag = z.boolean().optional();
const number = z.number().optional();

const comparison = z.object({ id: z.string(), comparisonOperator: text, value: text });

/** Settings of a bot (flow-format §5). Nothing is required and nothing is defaulted: absent means "default". */
export const settingsSchema = z.object({
  general: z
    .object({
      isBrandingEnabled: flag,
      isTypingEmulationEnabled: flag,
      isInputPrefillEnabled: flag,
      isHideQueryParamsEnabled: flag,
      isNewResultOnRefreshEnabled: flag,
      rememberUser: z.object({ isEnabled: flag, storage: z.enum(['session', 'local']).optional() }).optional(),
      systemMessages: z
        .object({
          invalidMessage: text,
          botClosed: text,
          networkErrorTitle: text,
          networkErrorMessage: text,
          popupBlockedTitle: text,
          popupBlockedDescription: text,
          popupBlockedButtonLabel: text,
          fileUploadError: text,
          fileUploadSizeError: text,
          whatsAppPictureChoiceSelectLabel: text,
        })
        .optional(),
      /** Ours (chat-api §18.3): what an ended session answers. */
      sessionGone: z.enum(['404', 'restart']).optional(),
    })
    .optional(),
  typingEmulation: z
    .object({
      enabled: flag,
      speed: number,
      maxDelay: number,
      delayBetweenBubbles: number,
      isDisabledOnFirstMessage: flag,
    })
    .optional(),
  metadata: z
    .object({
      title: text,
      description: text,
      imageUrl: text,
      favIconUrl: text,
      customHeadCode: text,
      googleTagManagerId: text,
      allowIndexing: flag,
    })
    .optional(),
  whatsApp: z
    .object({
      isEnabled: flag,
      startCondition: z
        .object({
          logicalOperator: z.enum(['AND', 'OR']).optional(),
          comparisons: z.array(comparison),
        })
        .optional(),
      sessionExpiryTimeout: number,
      errorAndMarketingStatusWebhookForwardUrl: text,
      isWebhookForwardingEnabled: flag,
      webhookForwardingEventTypes: z.array(z.enum(['all', 'errorStatuses', 'marketingStatuses'])).optional(),
    })
    .optional(),
  publicShare: z.object({ isEnabled: flag }).optional(),
  security: z.object({ allowedOrigins: z.array(z.string()).optional() }).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Whether a returning person keeps the same result (chat-api §13.9). */
export function remembersUser(settings: Settings): boolean {
  const { rememberUser, isNewResultOnRefreshEnabled } = settings.general ?? {};
  if (rememberUser?.isEnabled !== undefined) return rememberUser.isEnabled;
  return isNewResultOnRefreshEnabled === undefined ? false : !isNewResultOnRefreshEnabled;
}
