export default async function tearDown(): Promise<void> {
  const services = (globalThis as { bridgeTestServices?: { stop(): Promise<void> }[] }).bridgeTestServices ?? [];
  await Promise.all(services.map((service) => service.stop()));
}
