import { Command } from 'commander';
import { type Journey, JourneyStore } from '../store/journey.store.js';
import { joinStore } from '../store/open-store.js';
import { load } from './configuration.js';

export function journeyCommand(): Command {
  return new Command('journey')
    .description('everything that happened to one report, in order')
    .argument('<id>', 'public id or token, or the number that people have for its case')
    .action(async (id: string) => {
      const store = await joinStore((await load()).store);
      try {
        const journeys = await new JourneyStore(store.database).find(id);
        if (journeys.length === 0) throw new Error(`no report has the id or token ${id}`);
        for (const journey of journeys) console.log(journeyText(journey));
      } finally {
        await store.close();
      }
    });
}

export function journeyText(journey: Journey): string {
  const { publicId, jurisdictionId, serviceName, status, statusNotes, events, deliveries } = journey;
  const time = (at: Date) => at.toISOString().replace('T', ' ').replace('Z', '');
  return [
    `${publicId} (${jurisdictionId}), ${serviceName}: ${status}${statusNotes ? `, ${statusNotes}` : ''}`,
    ...events.map(({ at, what, where, detail }) => `  ${time(at)}  ${[where, what, detail].filter(Boolean).join('  ')}`),
    ...deliveries.map(({ connection, step, state, notBefore, blocked, reason, caseRef }) => {
      const waits = blocked ? ', after the step before it' : `, due ${time(notBefore)}`;
      const due = state === 'pending' || state === 'sending' ? waits : '';
      return `  ${connection} ${step}: ${state}${due}${caseRef ? `, case ${caseRef}` : ''}${reason ? ` (${reason})` : ''}`;
    }),
  ].join('\n');
}
