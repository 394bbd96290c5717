/** The configuration cannot be used. The message has one sentence per problem, each on a line of its own. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
