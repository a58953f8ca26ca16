import type { AdapterManifest } from '../src/adapter-kit/adapter.js';
import { email } from './email/email.adapter.js';
import { lagan } from './lagan/lagan.adapter.js';
import { open311 } from './open311/open311.adapter.js';
import { rest } from './rest/rest.adapter.js';
import { soap } from './soap/soap.adapter.js';

/** Every kind of CRM the bridge knows: the only place that names them all. */
export const adapterManifests: readonly AdapterManifest<object>[] = [
  listed(lagan),
  listed(rest),
  listed(soap),
  listed(email),
  listed(open311),
];

/** A manifest whose settings type is known at run time only. */
function listed<S extends object>(manifest: AdapterManifest<S>): AdapterManifest<object> {
  return {
    ...manifest,
    create(settings) {
      if (!(settings instanceof manifest.settingsClass))
        throw new TypeError(`settings of ${manifest.type} must be an instance of ${manifest.settingsClass.name}`);
      return manifest.create(settings);
    },
  };
}
