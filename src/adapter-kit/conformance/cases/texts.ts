import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase, Level } from '../conformance-case.js';
import type { ExcusableVerb } from '../excusable-verbs.js';
import { contains, lacks } from '../expectations.js';
import { numbered } from './losses.js';

/** What residents write, and what breaks programs. */
const TEXTS: readonly (readonly [number: number, what: string, text: string])[] = [
  [1, 'umlauts and accents', 'Straße, Zoë, façade, Ærøskøbing, Łódź'],
  [2, 'emoji, those of several code points too', '🕳️ 🚧 👨‍👩‍👧‍👦 🇩🇪'],
  [3, 'Chinese, Japanese and Korean', '道路に穴 路上有坑 도로에 구멍'],
  [4, 'Arabic and Hebrew', 'حفرة في الطريق בור בכביש'],
  [5, 'combining marks as they were typed', 'e\u0301 n\u0303 u\u0308 a\u030a'],
  [6, 'angle brackets, quotes and ampersands', 'Fish & chips <b>"bold"</b> it\'s 5 > 3'],
  [7, 'the ends of CDATA, comments and instructions', 'a ]]> b <![CDATA[ c <!-- d --> e <?php ?> f'],
  [8, 'what looks like an entity', '&amp; &lt; &#39; &nbsp; &unknown;'],
  [9, 'what looks like a template', '{{ id }} {% raw %} {{ request.reporter.email }} ${HOME} #{x}'],
  [10, 'what looks like an expression', '$sum(1) $$ $1 $& \\1 %s %d'],
  [11, 'words that mean nothing to a program', 'null undefined NaN None nil true false 0'],
  [12, 'numbers with zeros in front', '007 1e5 0x1F 1,000.50 +49'],
  [13, 'quotes, backslashes and SQL', "Robert'); DROP TABLE cases;-- \\ \\n \"' `"],
  [14, 'lines ended by CR LF', 'first line\r\nsecond line\r\n\r\nfourth line'],
  [15, 'lines ended by LF', 'first line\nsecond line\n\nfourth line'],
  [16, 'lines of dots, and one that begins with From', 'above\n.\n..\nFrom here on\nbelow'],
  [17, 'tabs and repeated blanks', 'some\ttabbed  twice   thrice'],
  [18, 'what looks like a part of an address', '100 % sure + 1, %2F %00 a+b?c=d&e=f#g'],
  [19, 'typographic signs', '„Anführung“ – € … ½ ™'],
  [20, 'what looks like JSON', '{"a": [1, 2], "b": null}'],
  [21, 'marks that nobody sees', 'a\u200bb\u2060c'],
];

/** Characters that many formats can't hold: all around them has to get there. */
const BROKEN: readonly (readonly [number: number, what: string, between: string])[] = [
  [22, 'control characters', '\u0001\u0008\u000b\u001f'],
  [23, 'a NUL', '\u0000'],
  [24, 'half of a surrogate pair', '\ud800'],
  [25, 'characters that are none', '\ufffe\uffff'],
];

interface Place {
  readonly group: 'TEXT' | 'NOTE-TEXT';
  readonly where: string;
  readonly level: Level;
  readonly verbs: readonly ExcusableVerb[];
  send(bench: ConformanceBench, text: string): Promise<unknown>;
}

const PLACES: readonly Place[] = [
  {
    group: 'TEXT',
    where: 'a description',
    level: 'basic',
    verbs: [],
    send: (bench, description) => bench.aCase(bench.request({ description })),
  },
  {
    group: 'NOTE-TEXT',
    where: 'a note',
    level: 'complete',
    verbs: ['addNote'],
    send: async (bench, text) => bench.adapter().addNote!(await bench.aCase(), bench.note({ text }), bench.context()),
  },
];

export const textCases: readonly ConformanceCase[] = [
  ...PLACES.flatMap((place) => [
    ...TEXTS.map((text) => wholeCase(place, text)),
    ...BROKEN.map((text) => brokenCase(place, text)),
  ]),
  {
    id: 'TEXT-30',
    title: 'keeps line ends and colons in names and addresses from becoming anything else',
    level: 'basic',
    needs: ['ledger'],
    async run(bench) {
      const address = 'Mill Lane\r\nBcc: everyone@example.org';
      await bench.aCase(bench.request({ serviceName: 'Pot\r\nX-Hole: deep', address, group: 'Streets\r\n\r\n.' }));
      await bench.onlyCase();
    },
  },
  {
    id: 'TEXT-31',
    title: 'brings awkward names of reporters there as they are',
    level: 'complete',
    needs: ['ledger'],
    async run(bench) {
      const reporter = { firstName: 'Siân & "Zoë"', lastName: "O'Brien <Ærø>", email: 'sian@example.org' };
      await bench.aCase(bench.request({ reporter }));
      const text = await bench.ledgerText();
      lacks('the case', text, /&amp;|&quot;|&lt;|&#39;/);
      contains('the case', text, reporter.email);
    },
  },
];

function wholeCase(place: Place, [number, what, text]: (typeof TEXTS)[number]): ConformanceCase {
  return {
    id: `${place.group}-${numbered(number)}`,
    title: `brings ${what} there whole, in ${place.where}`,
    level: place.level,
    needs: ['ledger', ...place.verbs],
    async run(bench) {
      await place.send(bench, text);
      contains('what arrived', await bench.ledgerText(), linesOf(text));
    },
  };
}

function brokenCase(place: Place, [number, what, between]: (typeof BROKEN)[number]): ConformanceCase {
  return {
    id: `${place.group}-${numbered(number)}`,
    title: `brings a text with ${what} there, without them or with, in ${place.where}`,
    level: place.level,
    needs: ['ledger', ...place.verbs],
    async run(bench) {
      await place.send(bench, `before ${between} after`);
      contains('what arrived', await bench.ledgerText(), /before .{0,12} ?after/s);
    },
  };
}

/** The same lines in the same order; blanks at their ends are nobody's. */
function linesOf(text: string): RegExp {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(lines.join(String.raw`[ \t]*\n[ \t]*`), 'u');
}
