// What the compiler leaves behind: the contracts that adapters ship and read at run time.
import { cpSync, existsSync, readdirSync } from 'node:fs';

for (const adapter of readdirSync('adapters')) {
  const contract = `adapters/${adapter}/contract`;
  if (existsSync(contract)) cpSync(contract, `dist/${contract}`, { recursive: true });
}
