// The import rules of docs/architecture.md: data goes one way, and only `connections` knows which adapters there are.

/** Whoever matches `from` may import, of our own code, only what matches `may`. */
const only = (name, from, may) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|adapters|test)/', pathNot: may },
});
/** Tests may use the test support, and reach across. */
const code = '(?!.*\\.spec\\.ts$)';

module.exports = {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    only('the domain stands alone', `^src/domain/${code}`, '^src/domain/'),
    only('the kit knows the domain', `^src/adapter-kit/${code}`, '^src/(adapter-kit|domain)/'),
    only('an adapter knows the kit and itself', `^adapters/([^/]+)/${code}`, '^(adapters/$1/|src/(adapter-kit|domain)/)'),
    only('settings know the kit and the domain', `^src/settings/${code}`, '^src/(settings|domain|adapter-kit)/'),
    only('limits count in Redis', `^src/limits/${code}`, '^src/(limits|redis|settings)/'),
    only('clients of Redis know the settings', `^src/redis/${code}`, '^src/(redis|settings)/'),
    only('the store knows the domain', `^src/store/${code}`, '^src/(store|domain|settings)/'),
    only('telemetry knows the store', `^src/telemetry/${code}`, '^src/(telemetry|store|domain|settings)/'),
    only(
      'intake writes to the store and the queue',
      `^src/intake/${code}`,
      '^src/((intake|limits|rounds|store|domain|settings|telemetry)/|delivery/delivery\\.(queue|module)\\.ts$|media/media\\.(intake|module)\\.ts$)',
    ),
    only(
      'callbacks are written to the store',
      `^src/callbacks/${code}`,
      '^src/((callbacks|limits|store|domain|settings|adapter-kit|telemetry)/|delivery/announcer\\.ts$)',
    ),
    only(
      'updates are pushed as intake shows them',
      `^src/push/${code}`,
      '^src/((push|outgoing|store|domain|settings|adapter-kit|telemetry)/|intake/(masking|formats/.*)\\.ts$)',
    ),
    only('what goes out by itself knows nothing', `^src/outgoing/${code}`, '^src/outgoing/'),
    only('rounds know nothing', `^src/rounds/${code}`, '^src/rounds/'),
    only('media knows the store', `^src/media/${code}`, '^src/(media|rounds|store|domain|settings|adapter-kit)/'),
    only(
      'connections know adapters',
      `^src/connections/${code}`,
      '^(src/(connections|adapter-kit|domain|settings)/|adapters/manifests\\.ts$)',
    ),
    only(
      'delivery knows connections and the store',
      `^src/delivery/${code}`,
      '^src/((delivery|rounds|connections|store|redis|domain|settings|adapter-kit|telemetry)/|media/storage/)',
    ),
    only(
      'sync knows connections and the store',
      `^src/sync/${code}`,
      '^src/((sync|rounds|connections|store|domain|settings|adapter-kit|telemetry)/|(callbacks/(callback\\.queue|document/.*)|delivery/(announcer|wake-up\\.worker))\\.ts$)',
    ),
    only(
      'reconciling compares what sync and delivery know',
      `^src/reconcile/${code}`,
      '^src/((reconcile|sync|rounds|connections|store|domain|settings|adapter-kit|telemetry)/|delivery/steps/(create-case|step)\\.ts$)',
    ),
    only(
      'the catalogue knows connections and the store',
      `^src/catalogue/${code}`,
      '^src/(catalogue|rounds|connections|store|domain|settings|adapter-kit)/',
    ),
    only(
      'canaries are requests like others',
      `^src/canary/${code}`,
      '^src/((canary|rounds|connections|store|domain|settings|adapter-kit)/|delivery/delivery\\.queue\\.ts$)',
    ),
    only('an import knows the store', `^src/import/${code}`, '^src/(import|store|domain|settings|adapter-kit)/'),
    only(
      'the console reads',
      `^src/console/${code}`,
      '^src/((console|connections|store|domain|settings|telemetry)/|delivery/queue-health\\.ts$)',
    ),
    {
      name: 'OpenTelemetry is loaded only by those who use it',
      severity: 'error',
      from: { path: `^src/${code}` },
      to: { path: '^src/telemetry/(otel-traces|watched-exporter)\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'only traces know OpenTelemetry',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/telemetry/(otel-traces|watched-exporter)\\.ts$' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    { name: 'nobody imports the command line', severity: 'error', from: { pathNot: '^src/cli/' }, to: { path: '^src/cli/' } },
    {
      name: 'the entry of the kit is for adapters from outside',
      severity: 'error',
      from: { path: `^(src|adapters)/${code}` },
      to: { path: '^src/adapter-kit/public\\.ts$' },
    },
    {
      name: 'only connections know which adapters there are',
      severity: 'error',
      from: { path: `^src/(?!connections/)${code}` },
      to: { path: '^adapters/' },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API for other tools; swc reads the same imports, the type-only ones included.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.cjs'] },
  },
};
