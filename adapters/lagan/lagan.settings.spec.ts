import { laganSettings } from '../../test/adapters/a-lagan-site.js';
import { readFileSync } from 'node:fs';

const mistakes = (changes: Readonly<Record<string, unknown>>): string => {
  try {
    laganSettings(changes);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the settings of a Lagan connection', () => {
  it('need an address, an account and one kind of case', () => {
    expect(laganSettings()).toMatchObject({
      contract: 'newer',
      soapAuth: 'usernameToken',
      httpAuth: 'none',
      timeZone: 'Europe/London',
    });
  });

  it.each([
    [{ endpoint: 'crm.example/lagan' }, 'endpoint'],
    [{ endpoint: 'ftp://crm.example/lagan' }, 'endpoint'],
    [{ soapAuth: 'token', authEndpoint: undefined }, 'authEndpoint'],
    [{ username: undefined }, 'username'],
    [{ password: '' }, 'password'],
    [{ soapAuth: 'none', httpAuth: 'basic', password: undefined }, 'password'],
    [{ contract: 'newest' }, 'contract'],
    [{ cases: {} }, 'give cases, defaultCase or both'],
    [{ defaultCase: { eventCode: 'Pothole' } }, 'defaultCase.eventCode'],
    [{ defaultCase: { eventCode: 1, qeue: 'x' } }, 'defaultCase.qeue'],
    [{ titleTemplate: '{{ service }}' }, 'must show {{ id }}'],
    [{ titleTemplate: '{{ id' }, 'titleTemplate'],
    [{ titleTemplate: '{{ id }} {{ serivce }}' }, 'serivce'],
    [{ descriptionTemplate: '{{ nobody.knows }}' }, 'descriptionTemplate'],
    [{ noteTemplate: '{{ text }}' }, 'noteTemplate: must show {{ id }}'],
    [{ noteTemplate: '{{ id }} {{ description }}' }, 'description'],
    [{ pictureNote: ' ' }, 'pictureNote'],
    [{ limits: { noteCharacters: 10 } }, 'limits.noteCharacters'],
    [{ updates: { close: { fixd: { title: 'Repaired' } } } }, 'updates.close: must have keys out of closed, fixed'],
    [{ updates: { close: { open: { title: 'Repaired' } } } }, 'updates.close'],
    [{ updates: { close: { fixed: { title: ' ' } } } }, 'updates.close.fixed.title'],
    [{ updates: { reopen: ['fixed'] } }, 'updates.reopen'],
    [{ coordinates: { target: 'xy', projection: 'EPSG:0' } }, 'coordinates.projection'],
    [{ coordinates: { target: 'form', xKey: 'x' } }, 'coordinates.yKey'],
    [{ limits: { titleCharacters: 10 } }, 'limits.titleCharacters'],
    [{ faults: { authenticationPatterns: ['('] } }, 'faults.authenticationPatterns'],
    [{ faults: { transientCodes: ['x'] } }, 'faults.transientCodes'],
    [{ timeZone: 'Europe/Gotham' }, 'timeZone'],
    [{ resultsLimit: 1 }, 'resultsLimit'],
    [{ endpiont: 'x' }, 'endpiont'],
    [{ defaultCase: { eventCode: 1, eform: { definition: ' ' } } }, 'defaultCase.eform.definition'],
    [{ defaultCase: { eventCode: 1, eform: { definition: 'd', values: { txtX: '{{ z }}' } } } }, 'unknown variable z'],
    [{ defaultCase: { eventCode: 1, object: { type: '' } } }, 'defaultCase.object.type'],
    [{ reporter: { match: ['email', 'fax'] } }, 'reporter.match: must be a list of email, phone, name'],
    [{ reporter: { match: ['email+email'] } }, 'reporter.match'],
    [{ reporter: { whenNone: 'invent' } }, 'reporter.whenNone'],
    [{ contract: 'older', externalReference: {} }, 'externalReference: needs contract: newer'],
    [{ contract: 'older', noteLabels: ['web'] }, 'noteLabels: needs contract: newer'],
    [{ updates: { reopening: { queue: 'a', user: 'b' } } }, 'reopening.queue: can not go with user'],
  ])('refuse %j and name %s', (changes, named) => {
    expect(mistakes(changes)).toContain(named);
  });

  it.each([
    [{ soapAuth: 'none', username: undefined, password: undefined }],
    [{ cases: {}, defaultCase: { eventCode: 1 } }],
    [{ endpoint: 'http://localhost:8080/lagan/services/FL', authEndpoint: undefined }],
    [{ titleTemplate: 'Report {{ id }}{% if group %} in {{ group }}{% endif %}' }],
  ])('take %j', (changes) => {
    expect(mistakes(changes)).toBe('');
  });

  it('stand in the README, every one', () => {
    const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
    const keys = [
      'cases',
      'defaultCase',
      ...Object.keys(laganSettings({ raisedByUser: 'x', updates: {}, reporter: {}, defaultCase: { eventCode: 1 } })),
    ];
    expect(keys.filter((key) => !readme.includes(`\`${key}`))).toEqual([]);
  });
});
