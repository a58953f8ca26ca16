import type { DiscoveredService } from '../adapter-kit/adapter.js';
import { checkedList } from './checked-list.js';

it('leaves out what the city’s file could not hold, with the reason, and keeps the rest', () => {
  const list = [
    { code: 'POTHOLE', name: ' Pothole ', group: 'Streets' },
    { code: 'a b', name: 'Blank in the code' },
    { code: 'NAMELESS', name: '' },
    { code: 'POTHOLE', name: 'Again' },
    {
      code: 'LISTLESS',
      name: 'A list without values',
      attributes: [{ code: 'Q', datatype: 'singlevaluelist', required: true, description: 'Which?' }],
    },
  ] as DiscoveredService[];
  const { services, refused } = checkedList(list);
  expect(services).toMatchObject([{ code: 'POTHOLE', name: 'Pothole', group: 'Streets' }]);
  expect(refused).toEqual([
    { code: 'a b', reason: expect.stringMatching(/^code may hold/) as string },
    { code: 'NAMELESS', reason: expect.stringMatching(/^name /) as string },
    { code: 'POTHOLE', reason: 'it comes twice' },
    { code: 'LISTLESS', reason: expect.stringMatching(/needs values to choose from/) as string },
  ]);
});

it('numbers questions that came without an order by their place', () => {
  const question = (code: string) => ({ code, datatype: 'string', required: false, description: code }) as const;
  const { services } = checkedList([{ code: 'A', name: 'A', attributes: [question('X'), question('Y')] }]);
  expect(services[0]!.attributes.map(({ code, order }) => [code, order])).toEqual([
    ['X', 1],
    ['Y', 2],
  ]);
});
