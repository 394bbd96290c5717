import type { WireInput } from '../../engine/output.ts';
import { listIn, textIn } from './content.ts';

/** Something that can be chosen, of a choice or of a picture choice. */
export interface Choice {
  readonly id: string;
  /** As it is answered with. */
  readonly label: string;
  readonly title?: string;
  readonly description?: string;
  readonly pictureUrl?: string;
}

/** What a choice or picture choice offers; what says and shows nothing is left out. */
export function choicesOf(input: WireInput): readonly Choice[] {
  return listIn({ items: input.items }, 'items').flatMap((item): Choice[] => {
    const id = textIn(item, 'id');
    if (id === undefined) return [];
    if (input.type === 'choice input') {
      const label = textIn(item, 'content');
      return label === undefined || label.trim() === '' ? [] : [{ id, label }];
    }
    const title = textIn(item, 'title');
    const description = textIn(item, 'description');
    const pictureUrl = textIn(item, 'pictureSrc');
    if (title === undefined && description === undefined && pictureUrl === undefined) return [];
    return [
      {
        id,
        label: title ?? pictureUrl ?? '',
        ...(title !== undefined && { title }),
        ...(description !== undefined && { description }),
        ...(pictureUrl !== undefined && { pictureUrl }),
      },
    ];
  });
}

/** A card and its buttons. */
export interface Card {
  readonly title?: string;
  readonly description?: string;
  readonly imageUrl?: string;
  readonly buttons: readonly { readonly id: string; readonly label?: string }[];
}

/** The cards of a cards input. */
export function cardsOf(input: WireInput): readonly Card[] {
  return listIn({ items: input.items }, 'items').map((item) => {
    const title = textIn(item, 'title');
    const description = textIn(item, 'description');
    const imageUrl = textIn(item, 'imageUrl');
    return {
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(imageUrl !== undefined && { imageUrl }),
      buttons: listIn(item, 'paths').flatMap((path) => {
        const id = textIn(path, 'id');
        const label = textIn(path, 'text');
        return id === undefined ? [] : [{ id, ...(label !== undefined && { label }) }];
      }),
    };
  });
}
