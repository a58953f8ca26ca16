import { Telemetry } from './telemetry.js';

async function figures(tell: (telemetry: Telemetry) => void): Promise<string[]> {
  const telemetry = new Telemetry();
  tell(telemetry);
  const text = await telemetry.metrics.registry.metrics();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const attempt = { connection: 'oakville/crm', step: 'create_case', tookMs: 250, waitedMs: 4_500 } as const;

it('counts reports, and apart from them those that had come before', async () => {
  const lines = await figures((telemetry) => {
    telemetry.accepted('oakville', 'realtime');
    telemetry.accepted('oakville', 'realtime');
    telemetry.repeated('oakville');
  });
  expect(lines.filter((line) => line.includes('_requests_'))).toEqual([
    'open311_bridge_requests_accepted_total{jurisdiction="oakville",service_type="realtime"} 2',
    'open311_bridge_requests_repeated_total{jurisdiction="oakville"} 1',
  ]);
});

it('counts attempts by outcome and kind, and times them by connection', async () => {
  const lines = await figures((telemetry) => {
    telemetry.attempted({ ...attempt, outcome: 'delivered' });
    telemetry.attempted({ ...attempt, outcome: 'retry', kind: 'transient' });
  });
  expect(lines).toContain(
    'open311_bridge_attempts_total{connection="oakville/crm",step="create_case",outcome="delivered",kind="none"} 1',
  );
  expect(lines).toContain(
    'open311_bridge_attempts_total{connection="oakville/crm",step="create_case",outcome="retry",kind="transient"} 1',
  );
  expect(lines).toContain('open311_bridge_attempt_duration_seconds_sum{connection="oakville/crm"} 0.5');
});

it('times the way of a report into the CRM: of cases made or adopted, and of nothing else', async () => {
  const lines = await figures((telemetry) => {
    telemetry.attempted({ ...attempt, outcome: 'delivered' });
    telemetry.attempted({ ...attempt, outcome: 'adopted' });
    telemetry.attempted({ ...attempt, outcome: 'dead', kind: 'rejected' });
    telemetry.attempted({ ...attempt, step: 'add_note', outcome: 'delivered' });
  });
  expect(lines).toContain('open311_bridge_accepted_to_case_seconds_count{connection="oakville/crm"} 2');
  expect(lines).toContain('open311_bridge_accepted_to_case_seconds_sum{connection="oakville/crm"} 9.5');
});

it('counts probes and polls by their result', async () => {
  const lines = await figures((telemetry) => {
    telemetry.probed('oakville/crm', false);
    telemetry.polled('oakville/crm', true, 40);
  });
  expect(lines).toContain('open311_bridge_probes_total{connection="oakville/crm",result="failed"} 1');
  expect(lines).toContain('open311_bridge_polls_total{connection="oakville/crm",result="ok"} 1');
  expect(lines).toContain('open311_bridge_poll_duration_seconds_sum{connection="oakville/crm"} 0.04');
});

it('bears a clock that was set back', async () => {
  const lines = await figures((telemetry) => telemetry.attempted({ ...attempt, outcome: 'delivered', waitedMs: -90_000 }));
  expect(lines).toContain('open311_bridge_accepted_to_case_seconds_sum{connection="oakville/crm"} 0');
});
