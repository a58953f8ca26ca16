import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Starts a Node program and waits for a line that matches; its other output is shown only when it ends before. */
export function startChild(args, env, ready) {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  return new Promise((resolve, reject) => {
    const look = (chunk) => {
      output = (output + chunk.toString()).slice(-20_000);
      const match = output.match(ready);
      if (match) resolve({ match, pid: child.pid, stop: () => stop(child), rssMb: () => rssMb(child.pid) });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}:\n${output}`)));
  });
}

function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return gone;
}

/** Resident memory in MiB, from /proc: Linux only. */
function rssMb(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}
