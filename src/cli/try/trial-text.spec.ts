import { trialText } from './trial-text.js';

it('says where a report goes on whose status a rule transfers', () => {
  const report = {
    step: 'fetch_status',
    calls: [],
    messages: [],
    result: {},
    publicStatus: 'open',
    endsForLackOfAnswer: false,
    unusedAnswers: 0,
  } as const;
  expect(trialText('main', { ...report, transferTo: 'riverton.example/water' })).toContain(
    'public status: open\nthe report goes on at riverton.example/water, where its case is looked for',
  );
});
