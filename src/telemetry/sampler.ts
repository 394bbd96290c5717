import type { Sampler } from '@opentelemetry/sdk-trace';

type Sdk = Pick<
  typeof import('@opentelemetry/sdk-trace'),
  'AlwaysOffSampler' | 'AlwaysOnSampler' | 'ParentBasedSampler' | 'TraceIdRatioBasedSampler'
>;

/**
 * The sampler that the standard variables `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name. Absent: every
 * trace, unless the caller's own is not sampled.
 *
 * @throws Error that names the variable and its values
 */
export function samplerOf(sdk: Sdk, name = 'parentbased_always_on', argument?: string): Sampler {
  const ratio = argument === undefined || argument === '' ? 1 : Number(argument);
  const roots: Readonly<Record<string, () => Sampler>> = {
    always_on: () => new sdk.AlwaysOnSampler(),
    always_off: () => new sdk.AlwaysOffSampler(),
    traceidratio: () => {
      if (!(ratio >= 0 && ratio <= 1)) throw new Error('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.');
      return new sdk.TraceIdRatioBasedSampler(ratio);
    },
  };
  const root = roots[name.replace(/^parentbased_/, '')]?.();
  if (!root) {
    const names = Object.keys(roots).flatMap((known) => [known, `parentbased_${known}`]);
    throw new Error(`OTEL_TRACES_SAMPLER must be one of ${names.join(', ')}.`);
  }
  return name.startsWith('parentbased_') ? new sdk.ParentBasedSampler({ root }) : root;
}
