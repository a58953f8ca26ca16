import { jest } from '@jest/globals';
import { TemplateFailure, templateMistake, TextTemplate } from './liquid.js';

const rendering =
  (source: string, values: Record<string, unknown> = {}) =>
  () =>
    new TextTemplate(source).render(values);

describe('a text template', () => {
  it('renders values, and nothing for those that are not there', () => {
    expect(new TextTemplate('{{ a.b }}-{{ a.c }}-{{ nothing.at.all }}').render({ a: { b: 'x', c: null } })).toBe('x--');
  });

  it('leaves what a resident wrote as text, even where it looks like a template', () => {
    expect(new TextTemplate('{{ text }}').render({ text: '{{ secret }}{% raw %}<b>' })).toBe('{{ secret }}{% raw %}<b>');
  });

  it('makes every value safe where it is asked to', () => {
    expect(new TextTemplate('<p>{{ text }}</p>', { escape: 'html' }).render({ text: '<b>&"' })).toBe(
      '<p>&lt;b&gt;&amp;&#34;</p>',
    );
    expect(
      new TextTemplate('/{{ text }}', { escape: (value) => encodeURIComponent(String(value)) }).render({ text: 'a/b' }),
    ).toBe('/a%2Fb');
  });

  it('is rendered all the same when the machine stood still meanwhile', () => {
    const template = new TextTemplate('{{ text }}');
    jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(0).mockReturnValue(5000);
    expect(template.render({ text: 'Deep hole' })).toBe('Deep hole');
  });

  it('writes a date in another zone and form', () => {
    const values = { from: '2026-07-01T10:00:00.000Z' };
    expect(new TextTemplate("{{ from | date: '%Y-%m-%d %H:%M:%S', 'Europe/London' }}").render(values)).toBe(
      '2026-07-01 11:00:00',
    );
  });

  it('does not reach what an object inherits', () => {
    expect(new TextTemplate('{{ a.constructor.name }}{{ a.toString }}').render({ a: {} })).toBe('');
  });

  it.each([
    ['{{ a', 'not closed'],
    ['{% for %}', 'for'],
    ['{{ a | shout }}', 'shout'],
    ['{% nonsense %}', 'nonsense'],
  ])('that can not be parsed says why: %s', (source, words) => {
    expect(() => new TextTemplate(source)).toThrow(TemplateFailure);
    expect(() => new TextTemplate(source)).toThrow(new RegExp(words));
  });

  it.each(["{% include 'package.json' %}", "{% render '/etc/passwd' %}", "{% layout '../secret' %}"])(
    'reads no file: %s',
    (source) => {
      expect(rendering(source)).toThrow(TemplateFailure);
    },
  );

  it('that goes on and on is ended', () => {
    expect(rendering('{% for a in (1..100000) %}{% for b in (1..100000) %}{{ a }}{% endfor %}{% endfor %}')).toThrow(
      TemplateFailure,
    );
  });

  it('that grows and grows is ended', () => {
    expect(rendering('{% for a in (1..100) %}{{ text }}{% endfor %}', { text: 'x'.repeat(20_000) })).toThrow(
      /more than 1000000 characters/,
    );
  });

  it('that names what is not there says what there is', () => {
    expect(templateMistake('{{ reqest.id }}', ['request', 'since'])).toBe('unknown variable reqest; there are request, since');
    expect(
      templateMistake('{% for a in request.list %}{{ a }}{% endfor %}{% assign b = 1 %}{{ b }}', ['request']),
    ).toBeUndefined();
    expect(templateMistake(7, [])).toBe('it is no text');
  });
});
