import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import type { AlertChannel } from '../alerts/channel.js';
import type { Alert, AlertBody } from '../domain/alert.js';
import type { AlertStore } from '../store/alert.store.js';

export interface AlertsDependencies {
  readonly alerts: () => Promise<{ store: AlertStore; close(): Promise<void> }>;
  readonly channels: () => Promise<AlertChannel[]>;
  readonly out: (line: string) => void;
}

export function alertsCommand({ alerts, channels, out }: AlertsDependencies): Command {
  const command = new Command('alerts').description(
    'what a person must know of: what is so now, and whether word of it gets through',
  );
  command
    .command('list')
    .description('the alerts that are raised, and the last that were cleared')
    .option('--cleared <number>', 'so many of the cleared ones', count, 10)
    .action(async ({ cleared }: { cleared: number }) => {
      const { store, close } = await alerts();
      await list(store, cleared, out).finally(close);
    });
  command
    .command('test')
    .description('send a message through every channel now, and say what came of it')
    .action(async () => {
      await test(await channels(), out);
    });
  return command;
}

async function list(store: AlertStore, cleared: number, out: (line: string) => void): Promise<void> {
  const raised = await store.raised();
  if (raised.length === 0) out('no alert is raised');
  for (const alert of raised) out(lineOf(alert));
  for (const alert of cleared === 0 ? [] : await store.cleared(cleared)) out(lineOf(alert));
}

function lineOf({ key, state, since, clearedAt, sentCount, fineSince, text }: Alert): string {
  const told = sentCount === 1 ? 'told once' : `told ${sentCount} times`;
  const fine = fineSince && state === 'raised' ? `, gone since ${fineSince.toISOString()}` : '';
  const when =
    state === 'raised' ? `since ${since.toISOString()}${fine}` : `${since.toISOString()} to ${clearedAt?.toISOString()}`;
  return `${state.toUpperCase()}  ${key}  ${when}  ${told}\n  ${text}`;
}

async function test(channels: readonly AlertChannel[], out: (line: string) => void): Promise<void> {
  if (channels.length === 0)
    throw new Error('there is no channel to try: write alerts.email or alerts.webhooks in settings.yaml');
  const results = await Promise.all(channels.map((channel) => tried(channel)));
  for (const { text } of results) out(text);
  const failed = results.filter(({ ok }) => !ok).length;
  if (failed > 0) throw new Error(`${failed} of ${results.length} channels did not take the message`);
}

async function tried(channel: AlertChannel): Promise<{ ok: boolean; text: string }> {
  try {
    await channel.send(`msg_${randomUUID()}`, testBody(new Date()));
    return { ok: true, text: `${channel.name}: sent` };
  } catch (error) {
    return { ok: false, text: `${channel.name}: failed: ${(error as Error).message}` };
  }
}

function testBody(now: Date): AlertBody {
  const timestamp = now.toISOString();
  const summary = 'This is a test: alerts of open311-bridge arrive here.';
  const data = {
    key: 'test',
    rule: 'test',
    subject: 'alerts',
    since: timestamp,
    value: 0,
    summary,
    remedy: 'Nothing to do.',
    count: 1,
  } as const;
  return { type: 'alert.test', timestamp, data };
}

/** @throws InvalidArgumentError. */
function count(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('a whole number from 0 on.');
  return Number(text);
}
