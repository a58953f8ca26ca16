import { sql } from 'kysely';
import { picturePath } from '../domain/picture.js';

/** Beside a row of `service_request`: the pictures of the report that may be shown, in their order. */
export const READY_PICTURES = sql<string[]>`array(select m.token || ' ' || m.content_type from bridge.media m
  where m.request_id = service_request.id and m.update_id is null and m.state = 'ready' order by m.position)`;

/** Paths below the bridge's public address. @param pictures what `READY_PICTURES` gave. */
export function picturePaths(pictures: readonly string[]): string[] {
  return pictures.map((each) => picturePath(each.slice(0, each.indexOf(' ')), each.slice(each.indexOf(' ') + 1)));
}
