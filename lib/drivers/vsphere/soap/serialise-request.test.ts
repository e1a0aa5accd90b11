import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../../../domain/errors.ts'
import type { MethodName, Parameters } from '../schema/wire-types.ts'
import { serialiseRequest } from './serialise-request.ts'

const collector = { type: 'PropertyCollector', value: 'propertyCollector' }
const view = { type: 'ContainerView', value: 'session[52]view-1' }

/** What the SOAP body holds; the envelope around it is always the same. */
function bodyOf<Method extends MethodName>(method: Method, parameters: Parameters<Method>): string {
  const xml = serialiseRequest(method, parameters)
  const [, body] =
    /^<\?xml version="1.0" encoding="UTF-8"\?><soapenv:Envelope xmlns:soapenv="[^"]+" xmlns:xsi="[^"]+"><soapenv:Body>(.*)<\/soapenv:Body><\/soapenv:Envelope>$/.exec(
      xml,
    ) ?? []
  return body ?? xml
}

describe('golden requests', () => {
  test('RetrieveServiceContent', () => {
    expect(bodyOf('RetrieveServiceContent', { _this: { type: 'ServiceInstance', value: 'ServiceInstance' } })).toBe(
      '<RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>',
    )
  })

  test('Login, with what XML must escape', () => {
    const _this = { type: 'SessionManager', value: 'SessionManager' }
    expect(bodyOf('Login', { _this, userName: 'a@b', password: 'p<&>"\'ü\r', locale: 'en' })).toBe(
      '<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>a@b</userName>' +
        "<password>p&lt;&amp;&gt;&quot;'ü&#13;</password><locale>en</locale></Login>",
    )
  })

  test('Logout and DestroyView', () => {
    expect(bodyOf('Logout', { _this: { type: 'SessionManager', value: 'SessionManager' } })).toBe(
      '<Logout xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this></Logout>',
    )
    expect(bodyOf('DestroyView', { _this: view })).toBe(
      '<DestroyView xmlns="urn:vim25"><_this type="ContainerView">session[52]view-1</_this></DestroyView>',
    )
  })

  test('CreateContainerView', () => {
    const _this = { type: 'ViewManager', value: 'ViewManager' }
    const container = { type: 'Folder', value: 'group-d1' }
    expect(bodyOf('CreateContainerView', { _this, container, type: ['Folder', 'HostSystem'], recursive: true })).toBe(
      '<CreateContainerView xmlns="urn:vim25"><_this type="ViewManager">ViewManager</_this><container type="Folder">group-d1</container>' +
        '<type>Folder</type><type>HostSystem</type><recursive>true</recursive></CreateContainerView>',
    )
  })

  test("RetrievePropertiesEx, in the schema's order whatever the order given", () => {
    const members = {
      $type: 'TraversalSpec',
      skip: false,
      path: 'view',
      type: 'ContainerView',
      name: 'members',
    } as const
    const objectSet = [{ selectSet: [members, { name: 'members' }], skip: true, obj: view }]
    const specSet = [{ objectSet, propSet: [{ pathSet: ['name', 'config.uuid'], type: 'VirtualMachine', all: false }] }]
    expect(bodyOf('RetrievePropertiesEx', { options: { maxObjects: 500 }, specSet, _this: collector })).toBe(
      '<RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this>' +
        '<specSet><propSet><type>VirtualMachine</type><all>false</all><pathSet>name</pathSet><pathSet>config.uuid</pathSet></propSet>' +
        '<objectSet><obj type="ContainerView">session[52]view-1</obj><skip>true</skip>' +
        '<selectSet xsi:type="TraversalSpec"><name>members</name><type>ContainerView</type><path>view</path><skip>false</skip></selectSet>' +
        '<selectSet><name>members</name></selectSet></objectSet></specSet>' +
        '<options><maxObjects>500</maxObjects></options></RetrievePropertiesEx>',
    )
  })

  test("CreateSnapshot_Task, in the schema's order whatever the order given", () => {
    const _this = { type: 'VirtualMachine', value: 'vm-7' }
    const name = 'zfx_20260102T030405Z_000007'
    const given = { quiesce: true, memory: false, description: 'R&D', name, _this }
    expect(bodyOf('CreateSnapshot_Task', given)).toBe(
      '<CreateSnapshot_Task xmlns="urn:vim25"><_this type="VirtualMachine">vm-7</_this><name>zfx_20260102T030405Z_000007</name>' +
        '<description>R&amp;D</description><memory>false</memory><quiesce>true</quiesce></CreateSnapshot_Task>',
    )
  })

  test('RemoveSnapshot_Task and CancelTask', () => {
    const _this = { type: 'VirtualMachineSnapshot', value: 'snapshot-3' }
    expect(bodyOf('RemoveSnapshot_Task', { consolidate: true, removeChildren: false, _this })).toBe(
      '<RemoveSnapshot_Task xmlns="urn:vim25"><_this type="VirtualMachineSnapshot">snapshot-3</_this>' +
        '<removeChildren>false</removeChildren><consolidate>true</consolidate></RemoveSnapshot_Task>',
    )
    expect(bodyOf('CancelTask', { _this: { type: 'Task', value: 'task-9' } })).toBe(
      '<CancelTask xmlns="urn:vim25"><_this type="Task">task-9</_this></CancelTask>',
    )
  })

  test.each(['ContinueRetrievePropertiesEx', 'CancelRetrievePropertiesEx'] as const)('%s', (method) => {
    expect(bodyOf(method, { token: '7', _this: collector })).toBe(
      `<${method} xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><token>7</token></${method}>`,
    )
  })
})

describe('what the schema does not allow is refused before it is sent', () => {
  /** As a caller that the compiler did not stop would call it. */
  const loosely = serialiseRequest as unknown as (method: MethodName, parameters: object) => string
  const _this = collector
  test.each([
    { case: 'an unknown field', parameters: { _this, token: '7', more: 1 }, says: 'has no field more' },
    { case: 'a missing field', parameters: { _this }, says: 'token is missing' },
    { case: 'a value of another kind', parameters: { _this, token: 7 }, says: 'token is not a string' },
    {
      case: 'half a reference',
      parameters: { _this: { type: 'PropertyCollector' }, token: '7' },
      says: '_this is not a reference',
    },
  ])('$case', ({ parameters, says }) => {
    expect(() => loosely('ContinueRetrievePropertiesEx', parameters)).toThrow(says)
  })

  test('a character that XML cannot carry', () => {
    const refused = () => serialiseRequest('ContinueRetrievePropertiesEx', { _this, token: 'a\u0000b' })
    expect(refused).toThrow(ZerfauxError)
    expect(refused).not.toThrow('a\u0000b')
  })
})
