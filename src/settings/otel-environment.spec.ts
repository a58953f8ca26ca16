import { ConfigFolder, RIGHT_CITY } from '../../test/support/configuration.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder().city(RIGHT_CITY);
});
afterEach(() => folder.remove());

const traces = async (env: NodeJS.ProcessEnv = {}) => (await folder.load(env)).telemetry.traces;
const mistakes = async (env: NodeJS.ProcessEnv) =>
  (await folder.mistakes(env)).map(({ file, keyPath, reason }) => `${file} ${keyPath}: ${reason}`);

it('nothing is traced unless a collector is named', async () => {
  expect((await traces()).url).toBeUndefined();
});

it('traces go to /v1/traces below the collector of the settings', async () => {
  folder.write('settings.yaml', 'telemetry: { traces: { endpoint: "http://collector:4318/", headers: { x-team: "311" } } }');
  expect(await traces()).toMatchObject({ url: 'http://collector:4318/v1/traces', headers: { 'x-team': '311' } });
});

it("OpenTelemetry's own variables win over the settings, those for traces over those for everything", async () => {
  folder.write('settings.yaml', 'telemetry: { traces: { endpoint: "http://collector:4318" } }');
  const all = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://all:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, x-team = 311',
  };
  expect(await traces({ ...all, OTEL_SERVICE_NAME: 'bridge-of-oakville' })).toMatchObject({
    url: 'http://all:4318/v1/traces',
    headers: { authorization: 'Bearer abc', 'x-team': '311' },
    serviceName: 'bridge-of-oakville',
  });
  expect((await traces({ ...all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces/in' })).url).toBe('http://traces/in');
});

it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])('%j turns traces off', async (off) => {
  folder.write('settings.yaml', 'telemetry: { traces: { endpoint: "http://collector:4318" } }');
  expect((await traces({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://all:4318', ...off })).url).toBeUndefined();
});

it('what traces can not be sent with is told by the name of its variable', async () => {
  expect(await mistakes({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' })).toEqual([
    'environment OTEL_EXPORTER_OTLP_ENDPOINT: must be an http:// or https:// address',
  ]);
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317' };
  expect(await mistakes({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toEqual([
    'environment OTEL_EXPORTER_OTLP_PROTOCOL: is grpc, and traces leave over http: use http/json and the HTTP port of the collector, mostly 4318',
  ]);
  expect(await mistakes({ ...endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'authorization' })).toEqual([
    'environment OTEL_EXPORTER_OTLP_HEADERS: must be a list such as authorization=Bearer%20abc,x-team=311',
  ]);
});

it('a token that can be guessed is refused', async () => {
  folder.write('settings.yaml', 'telemetry:\n  metrics: { token: secret }\n');
  expect((await folder.mistakes()).map(({ keyPath, line }) => [keyPath, line])).toEqual([['telemetry.metrics.token', 2]]);
});
