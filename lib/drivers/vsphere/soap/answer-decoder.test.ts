import { describe, expect, test } from 'vitest'
import { envelope, faultBody, retrieved, vmObject } from '../testing/canned-vcenter.ts'
import { XmlTokenizer } from '../xml/xml-tokenizer.ts'
import { AnswerDecoder } from './answer-decoder.ts'
import { envelopePlan } from './decode-plan.ts'

function decode(xml: string, pieceLength = xml.length) {
  const objects: unknown[] = []
  const decoder = new AnswerDecoder(envelopePlan('RetrievePropertiesEx'), (object) => objects.push(object))
  const tokenizer = new XmlTokenizer(decoder)
  for (let at = 0; at < xml.length; at += pieceLength) tokenizer.write(xml.slice(at, at + pieceLength))
  tokenizer.end()
  return { objects, result: decoder.result }
}

function property(name: string, val: string): string {
  return `<propSet><name>${name}</name>${val}</propSet>`
}

/** What the decoder made of one property of one VM. */
function valueOf(name: string, val: string): unknown {
  const [object] = decode(envelope(retrieved(vmObject(1, property(name, val))))).objects
  return object
}

const devices = `<val xsi:type="ArrayOfVirtualDevice"><VirtualDevice xsi:type="VirtualDisk"><key>2000</key><deviceInfo><label>A &amp; B</label></deviceInfo><backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[nfs 1] &#x77;eb/w&#101;b.vmdk</fileName><parent><fileName>[nfs 1] base.vmdk</fileName><uuid>no</uuid></parent></backing><capacityInKB>1048576</capacityInKB></VirtualDevice></val>`

describe('decoding an answer', () => {
  test('keeps what the schema names and skips the rest, wherever the pieces are cut', () => {
    const xml = envelope(
      retrieved(vmObject(1, property('config.hardware.device', devices)) + vmObject(2), { token: 't' }),
    )
    const whole = decode(xml)
    expect(whole).toEqual({
      objects: [
        {
          obj: { type: 'VirtualMachine', value: 'vm-1' },
          propSet: [
            { name: 'name', val: 'web-1' },
            {
              name: 'config.hardware.device',
              val: [
                {
                  $type: 'VirtualDisk',
                  key: 2000,
                  backing: {
                    $type: 'VirtualDiskFlatVer2BackingInfo',
                    fileName: '[nfs 1] web/web.vmdk',
                    parent: { fileName: '[nfs 1] base.vmdk' },
                  },
                  capacityInKB: 1_048_576,
                },
              ],
            },
          ],
        },
        { obj: { type: 'VirtualMachine', value: 'vm-2' }, propSet: [{ name: 'name', val: 'web-2' }] },
      ],
      result: { Envelope: { Body: { RetrievePropertiesExResponse: { returnval: { token: 't' } } } } },
    })
    for (const length of [1, 2, 3, 7, 64]) expect(decode(xml, length)).toEqual(whole)
  })

  test.each([
    { case: 'an object', val: '<val xsi:type="ManagedObjectReference" type="VirtualMachine">vm-9</val>', is: 'vm-9' },
    {
      case: 'an object, its type bound by itself',
      val: '<val xmlns:X="http://www.w3.org/2001/XMLSchema-instance" X:type="v:ManagedObjectReference" type="VirtualMachine">vm-9</val>',
      is: 'vm-9',
    },
    { case: 'of a kind that nobody reads', val: '<val xsi:type="xsd:string">vm-9</val>', is: undefined },
    { case: 'nothing', val: '', is: undefined },
  ])('what a task made is $case', ({ val, is }) => {
    const xml = `<objects><obj type="Task">task-1</obj><propSet><name>info.result</name>${val}</propSet></objects>`
    const [task] = decode(envelope(retrieved(xml))).objects
    const expected = is === undefined ? {} : { val: { type: 'VirtualMachine', value: is } }
    expect(task).toEqual({ obj: expect.anything(), propSet: [{ name: 'info.result', ...expected }] })
  })

  test.each([
    { case: 'the usual prefix', attributes: 'xsi:type="VirtualDisk"', type: 'VirtualDisk' },
    { case: 'a prefixed type', attributes: 'xmlns:v="urn:vim25" xsi:type="v:VirtualDisk"', type: 'VirtualDisk' },
    {
      case: 'a prefix of its own',
      attributes: 'xmlns:X="http://www.w3.org/2001/XMLSchema-instance" X:type="VirtualDisk"',
      type: 'VirtualDisk',
    },
    {
      case: 'a prefix that means something else here',
      attributes: 'xmlns:xsi="urn:other" xsi:type="VirtualDisk"',
      type: 'VirtualDevice',
    },
    { case: 'no type', attributes: 'type="VirtualDisk"', type: 'VirtualDevice' },
  ])('tells the type by namespace: $case', ({ attributes, type }) => {
    const one = `<val><VirtualDevice ${attributes}><key>1</key></VirtualDevice><VirtualDevice xsi:type="VirtualCdrom"/></val>`
    expect(valueOf('config.hardware.device', one)).toMatchObject({
      propSet: [{}, { val: [{ $type: type, key: 1 }, { $type: 'VirtualCdrom' }] }],
    })
  })

  test('a property of an unknown object or of another name is skipped', () => {
    const stranger = '<objects><obj type="Alien">a-1</obj><propSet><name>name</name><val>x</val></propSet></objects>'
    expect(decode(envelope(retrieved(stranger))).objects).toEqual([
      { obj: { type: 'Alien', value: 'a-1' }, propSet: [{ name: 'name' }] },
    ])
    expect(valueOf('config.changeVersion', '<val>secret</val>')).not.toMatchObject({ propSet: [{}, { val: 'secret' }] })
  })

  test.each([
    ['config.hardware.numCPU', '<val>two</val>', 'whole number'],
    ['config.hardware.numCPU', '<val></val>', 'whole number'],
    ['summary.storage.committed', '<val>99999999999999999999</val>', 'whole number'],
    ['config.template', '<val>perhaps</val>', 'true or false'],
  ])('%s %s is refused', (name, val, says) => {
    expect(() => valueOf(name, val)).toThrow(says)
  })

  test('a value before its name is refused', () => {
    const turned =
      '<objects><obj type="VirtualMachine">vm-1</obj><propSet><val>1</val><name>name</name></propSet></objects>'
    expect(() => decode(envelope(retrieved(turned)))).toThrow('a property of no object')
  })

  test.each([
    [
      'its xsi:type',
      '<x xsi:type="NoPermission"><object type="Folder">group-d1</object><privilegeId>System.View</privilegeId></x>',
    ],
    [
      'its element where it has none',
      '<NoPermissionFault><object type="Folder">group-d1</object><privilegeId>System.View</privilegeId></NoPermissionFault>',
    ],
  ])('a fault is told by %s', (_, detail) => {
    expect(decode(envelope(faultBody(detail))).result).toMatchObject({
      Envelope: {
        Body: {
          Fault: {
            detail: [
              { $type: 'NoPermission', object: { type: 'Folder', value: 'group-d1' }, privilegeId: 'System.View' },
            ],
          },
        },
      },
    })
  })
})
