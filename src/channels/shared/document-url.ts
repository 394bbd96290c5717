/** Types of files that are shown as a document, not as a page (whatsapp §7.1). */
const extensions: ReadonlySet<string> = new Set(
  (
    'pdf doc docx docm dot dotx xls xlsx xlsm csv tsv ppt pptx pps ppsx odt ods odp rtf txt epub pages numbers key ' +
    'zip rar 7z tar gz json xml ics vcf eml msg'
  ).split(' '),
);

/**
 * Name of the document at an address; undefined when its ending is none of a document or there is a query.
 *
 * @example documentName('https://shop.example/terms.pdf') // 'terms.pdf'
 */
export function documentName(url: string): string | undefined {
  const name = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?([^/?#]+)$/i.exec(url)?.[1];
  const extension = name?.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  return extensions.has(extension) ? name : undefined;
}
