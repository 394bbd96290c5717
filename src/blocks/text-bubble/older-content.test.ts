import { expect, it } from 'vitest';
import { olderRichText } from './older-content.ts';

const p = (...children: object[]) => ({ type: 'p', children });
const text = (content: string, marks: object = {}) => ({ text: content, ...marks });

it.each<[string, object, object[] | undefined]>([
  ['nothing', {}, undefined],
  ['empty texts', { html: '', plainText: '' }, undefined],
  ['lines', { plainText: 'a\n\nb' }, [p(text('a')), p(text('')), p(text('b'))]],
  ['HTML goes before a plain text', { html: 'a', plainText: 'b' }, [p(text('a'))]],
  ['blocks', { html: '<div>a</div><p>b</p><ul><li>c</li></ul>' }, [p(text('a')), p(text('b')), p(text('c'))]],
  ['line breaks', { html: 'a<br>b<br/><br />c' }, [p(text('a')), p(text('b')), p(text('')), p(text('c'))]],
  ['an empty line of old editors', { html: '<div>a</div><div><br></div>' }, [p(text('a')), p(text(''))]],
  [
    'marks',
    { html: 'a <b>b <em>c</em></b> <u>d</u>' },
    [
      p(
        ...[text('a '), text('b ', { bold: true }), text('c', { bold: true, italic: true }), text(' ')],
        text('d', { underline: true }),
      ),
    ],
  ],
  [
    'a link',
    { html: '<a class="x" href="https://a.test/?a=1&amp;b=2">here</a>!' },
    [p({ type: 'a', url: 'https://a.test/?a=1&b=2', children: [text('here')] }, text('!'))],
  ],
  ['names that mean something else', { html: '<constructor>a</constructor>' }, [p(text('a'))]],
  ['entities', { html: 'a &lt; b &amp;amp;' }, [p(text('a < b &amp;'))]],
  [
    'named and numbered entities',
    { html: 'caf&eacute; &euro;5 &#8211; &#x2713; &hellip; &unknown; &#0;' },
    [p(text('café €5 – ✓ … &unknown; \uFFFD'))],
  ],
  [
    'what is not shown',
    {
      html: 'a<!-- <b>x</b> --><style>p { color: red }</style><SCRIPT type="x">if (1 < 2) x()</SCRIPT >b<styled>c</styled><!-- d',
    },
    [p(text('ab'), text('c'))],
  ],
  [
    'Markdown',
    { markdown: 'Hi {{A}}\n\n**b**', plainText: 'x' },
    [p(text('Hi {{A}}')), p(text('')), p(text('b', { bold: true }))],
  ],
  ['variables', { html: '<span class="v">{{Name}}</span>' }, [p(text('{{Name}}'))]],
  ['what is no element', { html: 'a < b' }, [p(text('a '), text(' b'))]],
  ['ends without beginnings', { html: '</b>a</i></div>' }, [p(text('a'))]],
])('%s', (_name, content, nodes) => {
  expect(olderRichText(content)).toEqual(nodes);
});
