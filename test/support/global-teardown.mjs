export default async function tearDown() {
  await Promise.all((globalThis.bridgeTestServices ?? []).map((service) => service.stop()));
}
