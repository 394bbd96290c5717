/**
 * Which values are worth reading as Markdown. Values are typed by end users, and the cost of reading grows with the
 * square of some of their figures; a value beyond these limits is shown as it was typed.
 */

/** Longest value that is read as Markdown, in UTF-16 units. */
export const maxMarkdownLength = 20_000;
/** Deepest nesting that is read as Markdown, in levels of quotes, lists and marks. */
export const maxNesting = 50;
/** Most openings of links and HTML, each of which is looked up in the rest of the text: some 40 µs each. */
const maxOpenings = 500;
/** Most characters that may begin or end a mark or code: some 8 µs each. */
const maxMarks = 3000;
/** Most lines, where one inside a quote or list counts four times for each of them: some 15 µs each. */
const maxLineVisits = 2000;

const openings = /[[<]/g;
const marks = /[*_`]/g;
const containerMarkers = /[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))/y;

/** True when a text is too long, too nested or too dense to be read as Markdown in reasonable time. */
export function exceedsMarkdownLimits(text: string): boolean {
  if (text.length > maxMarkdownLength) return true;
  if (countOf(openings, text) > maxOpenings || countOf(marks, text) > maxMarks) return true;
  const lines = text.split(/\r\n|[\r\n]/);
  const nesting = Math.max(...lines.map(nestingOfLine));
  return nesting > maxNesting || lines.length * (1 + 3 * nesting) > maxLineVisits;
}

function countOf(signs: RegExp, text: string): number {
  return text.match(signs)?.length ?? 0;
}

/** Upper bound of the quotes and lists a line opens or belongs to, by its markers and the indentation before them. */
function nestingOfLine(line: string): number {
  let markers = 0;
  let end = 0;
  containerMarkers.lastIndex = 0;
  while (markers <= maxNesting && containerMarkers.test(line)) {
    markers += 1;
    end = containerMarkers.lastIndex;
  }
  if (markers === 0) return 0;
  const indentation = line.slice(0, end).replaceAll('\t', '    ').length - 2 * markers;
  return markers + Math.max(0, Math.floor(indentation / 2));
}
