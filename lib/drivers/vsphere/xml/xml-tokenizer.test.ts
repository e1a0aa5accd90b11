import { expect, test } from 'vitest'
import { XmlRefused, xmlLimits } from './xml-limits.ts'
import { XmlTokenizer } from './xml-tokenizer.ts'

function read(...pieces: string[]): string[] {
  const events: string[] = []
  const tokenizer = new XmlTokenizer({
    open: (name) => events.push(`<${name}`),
    text: (text) => events.push(text),
    close: () => events.push('>'),
  })
  for (const piece of pieces) tokenizer.write(piece)
  tokenizer.end()
  return events
}

test('text, references and CDATA come out as people wrote them', () => {
  expect(read('<a>x &amp; &#8364;<![CDATA[<b>]]></a>').join(' ')).toBe('<a x & € <b> >')
})

const billion = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'
test.each([
  { case: 'a document type', pieces: [billion, '<a>&c;</a>'], says: 'document type' },
  { case: 'an external entity', pieces: ['<!DOCTYPE a SYSTEM "file:///etc/passwd">', '<a/>'], says: 'document type' },
  { case: 'an entity of its own', pieces: ['<a>&c;</a>'], says: 'not well-formed' },
  { case: 'elements without end', pieces: ['<a>'.repeat(xmlLimits.depth + 1)], says: 'nested deeper' },
  { case: 'an answer that breaks off', pieces: ['<a><b>'], says: 'not well-formed' },
  { case: 'elements that cross', pieces: ['<a><b></a></b>'], says: 'not well-formed' },
  { case: 'no XML at all', pieces: ['{"a": 1}'], says: 'not well-formed' },
  { case: 'nothing', pieces: [''], says: 'not well-formed' },
])('$case is refused', ({ pieces, says }) => {
  expect(() => read(...pieces)).toThrow(XmlRefused)
  expect(() => read(...pieces)).toThrow(says)
})

const megabyte = 'x'.repeat(2 ** 20)
test.each([
  ['text', '<a>'],
  ['comment', '<a><!--'],
  ['name', '<'],
  ['attribute', '<a b="'],
])('an endless %s is refused before it is kept whole', (_, begin) => {
  const tokenizer = new XmlTokenizer({ open() {}, text() {}, close() {} })
  expect(() => {
    tokenizer.write(begin)
    for (let megabytes = 0; megabytes < 6; megabytes++) tokenizer.write(megabyte)
  }).toThrow('longer than')
})
