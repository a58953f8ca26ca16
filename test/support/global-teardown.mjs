import { rmSync } from 'node:fs';

export default async function tearDown() {
  await Promise.all((globalThis.bridgeTestServices ?? []).map((service) => service.stop()));
  if (process.env.OPEN311_TEST_FOLDER) rmSync(process.env.OPEN311_TEST_FOLDER, { recursive: true, force: true });
}
