import { Misbehaviours } from './misbehaviour.js';

const taken = (misbehaviours: Misbehaviours, op: string, times: number) =>
  Array.from({ length: times }, () => misbehaviours.take(op)?.mode);

describe('misbehaviours', () => {
  it('are none until ordered', () => {
    expect(new Misbehaviours().take('create')).toBeUndefined();
  });

  it('hit as many calls as ordered, then no more', () => {
    const misbehaviours = new Misbehaviours();
    misbehaviours.add({ mode: 'drop', when: 'after', count: 2 });
    expect(taken(misbehaviours, 'create', 3)).toEqual(['drop', 'drop', undefined]);
    expect(misbehaviours.list()).toEqual([]);
  });

  it('hit their own operation only', () => {
    const misbehaviours = new Misbehaviours();
    misbehaviours.add({ mode: 'drop', when: 'after', op: 'create', count: 1 });
    expect(taken(misbehaviours, 'search', 2)).toEqual([undefined, undefined]);
    expect(misbehaviours.take('create')).toMatchObject({ mode: 'drop', op: 'create' });
  });

  it('come in the order in which they were ordered', () => {
    const misbehaviours = new Misbehaviours();
    misbehaviours.add({ mode: 'drop', when: 'after', count: 1 });
    misbehaviours.add({ mode: 'html', when: 'after', count: 1 });
    expect(taken(misbehaviours, 'create', 3)).toEqual(['drop', 'html', undefined]);
  });

  it('hit about the share ordered, and the same calls in every run', () => {
    const run = () => {
      const misbehaviours = new Misbehaviours();
      misbehaviours.add({ mode: 'drop', when: 'after', share: 0.05 });
      return taken(misbehaviours, 'create', 10_000).map((mode) => mode === 'drop');
    };
    const hits = run().filter(Boolean).length;
    expect(hits).toBeGreaterThan(400);
    expect(hits).toBeLessThan(600);
    expect(run()).toEqual(run());
  });

  it('let an order through to the calls that a share before it leaves', () => {
    const misbehaviours = new Misbehaviours();
    misbehaviours.add({ mode: 'drop', when: 'after', share: 0 });
    misbehaviours.add({ mode: 'html', when: 'after' });
    expect(misbehaviours.take('create')?.mode).toBe('html');
  });

  it('end when told to behave', () => {
    const misbehaviours = new Misbehaviours();
    misbehaviours.add({ mode: 'refuse', when: 'before' });
    expect(misbehaviours.refusing()).toBe(true);
    misbehaviours.clear();
    expect(misbehaviours.refusing()).toBe(false);
    expect(misbehaviours.take('create')).toBeUndefined();
  });
});
