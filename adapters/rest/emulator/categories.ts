import type { EmulatedAnswer, EmulatedRequest } from '../../../src/adapter-kit/emulator/http-emulator.js';
import { json } from './json-answers.js';

const PAGE_SIZE = 2;
const CATEGORIES = [
  {
    key: 'POTHOLE',
    title: 'Pothole',
    area: { title: 'Streets' },
    fields: [
      { key: 'SIZE', title: 'How large is it?', type: 'choice', mandatory: false, options: [{ id: 'S', label: 'A plate' }] },
    ],
  },
  { key: 'GRAFFITI', title: 'Graffiti', area: { title: 'Cleanliness' }, fields: [] },
  {
    key: 'TREE',
    title: 'Damaged tree & branches',
    area: null,
    fields: [{ key: 'KIND', title: 'Which kind?', type: 'text', mandatory: true }],
  },
];

/** Pages of two. */
export function listCategories({ query }: EmulatedRequest): EmulatedAnswer {
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const categories = CATEGORIES.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  return json(200, { categories, nextPage: page * PAGE_SIZE < CATEGORIES.length ? page + 1 : null });
}
