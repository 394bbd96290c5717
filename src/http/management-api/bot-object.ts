import type { Bot, BotVersion } from '../../store/bots.ts';

/** A bot as the management API shows it, and as an export file holds it (management-api §4.1). */
export function botObject(bot: Bot) {
  const { document, createdAt, updatedAt, publishedVersionId: _internal, ...columns } = bot;
  return {
    selectedThemeTemplateId: null,
    resultsTablePreferences: null,
    customDomain: null,
    whatsAppCredentialsId: null,
    riskLevel: null,
    spaceId: null,
    ...document,
    ...columns,
    createdAt: isoDate(createdAt),
    updatedAt: isoDate(updatedAt),
  };
}

/** The published copy of a bot. */
export function publishedObject(version: BotVersion) {
  const { groups, events, edges, variables, theme, settings, version: format, importedVersion } = version.document;
  return {
    id: version.id,
    version: format,
    importedVersion,
    typebotId: version.botId,
    groups,
    events,
    edges,
    variables,
    theme,
    settings,
    createdAt: isoDate(version.createdAt),
    updatedAt: isoDate(version.createdAt),
  };
}

/** Dates on the wire: ISO 8601 UTC with milliseconds. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString();
}
