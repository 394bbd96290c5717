import type { Profiler } from 'node:inspector';
import path from 'node:path';

/** A function and the time that was spent in it, without what it called. */
export interface HotSpot {
  readonly place: string;
  readonly ms: number;
}

const most = 6;

/** The functions of a CPU profile that took longest. */
export function hotSpots({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): HotSpot[] {
  const placeOf = new Map(nodes.map(({ id, callFrame }) => [id, placeName(callFrame)]));
  const msOf = new Map<string, number>();
  for (const [i, id] of samples.entries()) {
    const place = placeOf.get(id) ?? '';
    msOf.set(place, (msOf.get(place) ?? 0) + (timeDeltas[i] ?? 0) / 1000);
  }
  return [...msOf]
    .filter(([place]) => !/^\((idle|program)\)$|node:inspector|^setImmediate/.test(place))
    .map(([place, ms]) => ({ place, ms: Math.round(ms) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most);
}

function placeName({ functionName, url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame']): string {
  const file = url.includes('/node_modules/')
    ? url.slice(url.lastIndexOf('/node_modules/') + '/node_modules/'.length)
    : url.slice(url.lastIndexOf('/src/') + 1);
  return url === '' ? functionName : `${functionName} ${path.normalize(file)}:${lineNumber + 1}`;
}
