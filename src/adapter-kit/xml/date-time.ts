const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?$/;

/** An `xs:dateTime`; one without a zone is read in `timeZone` (IANA). Undefined for anything else. */
export function parseDateTime(text: string | undefined, timeZone: string): Date | undefined {
  const [, local, zone] = DATE_TIME.exec(text?.trim() ?? '') ?? [];
  if (!local) return undefined;
  const asUtc = Date.parse(`${local}Z`);
  const time = zone ? Date.parse(`${local}${zone}`) : inZone(asUtc, timeZone);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** The offset is asked for twice: the first guess may stand on the other side of a change of clocks. */
function inZone(local: number, timeZone: string): number {
  if (Number.isNaN(local)) return local;
  const guess = local - offsetMs(local, timeZone);
  return local - offsetMs(guess, timeZone);
}

function offsetMs(time: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(time);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, seconds] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  if (!sign) return 0;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
  return sign === '-' ? -ms : ms;
}
