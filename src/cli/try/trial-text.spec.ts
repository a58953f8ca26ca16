import type { TrialReport } from '../../trial/trial.js';
import { trialText } from './trial-text.js';

it('says where a report goes on whose status a rule transfers', () => {
  const report = { messages: [], result: {}, publicStatus: 'open', transferTo: 'riverton.example/water', unusedAnswers: 0 };
  expect(trialText('main', report as unknown as TrialReport)).toContain(
    'public status: open\nthe report goes on at riverton.example/water, where its case is looked for',
  );
});
