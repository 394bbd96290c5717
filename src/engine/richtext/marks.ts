/** The marks that stand around texts in Markdown, and where CommonMark lets them stand. */

/** A mark with what stands before and after the text it covers. Two marks are the same when they open alike. */
export interface Mark {
  readonly open: string;
  readonly close: string;
}

/** A text with the marks that still have to be put around it. */
export interface Run {
  readonly text: string;
  readonly marks: readonly Mark[];
  /** True for code and links: the text is Markdown already and must not be cut. */
  readonly isWhole: boolean;
}

/** True when one of the marks is the same as `mark`. */
export function has(marks: readonly Mark[], { open }: Mark): boolean {
  return marks.some((mark) => mark.open === open);
}

type Side = 'start' | 'end';

/**
 * The runs with marks only where a CommonMark reader takes them for marks (its rule of left- and right-flanking
 * delimiters): between a word and punctuation it does not, so `**a:**b` would show the stars. Where a mark touches a
 * word, punctuation moves out of it, and of several marks the bold one stays.
 *
 * @example fitMarks([bold 'a:', plain 'b']) // [bold 'a', plain ':', plain 'b']
 */
export function fitMarks(runs: readonly Run[]): Run[] {
  return fitSide(fitSide(runs, 'end'), 'start');
}

function fitSide(runs: readonly Run[], side: Side): Run[] {
  const step = side === 'end' ? 1 : -1;
  return runs.flatMap((run, index) => {
    const beside = runs[index + step];
    const delimiters = beside ? delimitersBetween(run, beside, side) : [];
    if (delimiters.length === 0) return [run];
    if (run.isWhole) return [{ ...run, marks: without(run.marks, delimiters) }];
    const kept = delimiters.find(({ open }) => open === '**') ?? delimiters.at(-1)!;
    const others = delimiters.filter((mark) => mark !== kept);
    const outer = runs[index - step]?.marks ?? [];
    const tags = run.marks.filter((mark) => isTag(mark) && !(has(outer, kept) && !has(outer, mark)));
    const marks = [...tags, ...run.marks.filter((mark) => !isTag(mark) && !has(others, mark))];
    return cut({ ...run, marks }, without(run.marks, delimiters), side);
  });
}

/** The delimiters of a run that end (or start) where it touches a word without any. */
function delimitersBetween(run: Run, beside: Run, side: Side): readonly Mark[] {
  const isPlain = !beside.isWhole && beside.marks.every((mark) => has(run.marks, mark));
  if (!isPlain || !isPartOfWord(edgeOf(beside.text, side === 'end' ? 'start' : 'end'))) return [];
  if (/\s/.test(edgeOf(run.text, side))) return [];
  return run.marks.filter((mark) => !isTag(mark) && !has(beside.marks, mark));
}

/** Takes as much from one side of a run as must stand outside of its marks. */
function cut(run: Run, outerMarks: readonly Mark[], side: Side): Run[] {
  let core = run.text;
  let moved = '';
  while (core !== '' && !/[\p{L}\p{N}\p{M}]/u.test(edgeOf(core, side))) {
    const edge = edgeOf(core, side);
    if (/\s/.test(edge) || (moved !== '' && !isPartOfWord(moved))) break;
    core = side === 'end' ? core.slice(0, -edge.length) : core.slice(edge.length);
    moved = edge;
  }
  const outer = side === 'end' ? run.text.slice(core.length) : run.text.slice(0, run.text.length - core.length);
  const inside = { ...run, text: core };
  const outside = { text: outer, marks: outerMarks, isWhole: false };
  return (side === 'end' ? [inside, outside] : [outside, inside]).filter(({ text }) => text !== '');
}

/** The first or last character of a text, whole also when it takes two units. */
function edgeOf(text: string, side: Side): string {
  const character = side === 'end' ? /.$/su.exec(text.slice(-2)) : /^./su.exec(text.slice(0, 2));
  return character?.[0] ?? '';
}

/** Symbols such as `€` count as a part of a word: readers differ on them. */
function isPartOfWord(character: string): boolean {
  return character !== '' && !/[\s\p{P}$+<=>^`|~]/u.test(character);
}

function isTag({ close }: Mark): boolean {
  return close.startsWith('</');
}

function without(marks: readonly Mark[], others: readonly Mark[]): Mark[] {
  return marks.filter((mark) => !has(others, mark));
}
