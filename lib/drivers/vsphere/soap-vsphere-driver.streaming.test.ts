import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { cannedVcenter, envelope, retrieved, vmObject } from './testing/canned-vcenter.ts'

const never = new AbortController().signal
const DEVICE = `<VirtualDevice xsi:type="VirtualUSB"><key>1</key><deviceInfo><label>${'padding '.repeat(20)}</label></deviceInfo></VirtualDevice>`
const DEVICES = `<propSet><name>config.hardware.device</name><val xsi:type="ArrayOfVirtualDevice">${DEVICE.repeat(25)}</val></propSet>`

/** Sends so many VMs in one answer, as a source without paging does, and counts what it could get rid of. */
async function sendAll(response: ServerResponse, vms: number, sent: { bytes: number }): Promise<void> {
  const [head, tail] = envelope(retrieved('|')).split('|')
  response.writeHead(200, { 'content-type': 'text/xml' })
  const push = async (text: string | undefined) => {
    sent.bytes += text?.length ?? 0
    if (!response.write(text)) await once(response, 'drain')
  }
  await push(head)
  for (let number = 0; number < vms; number++) await push(vmObject(number, DEVICES))
  response.end(tail)
}

test('an answer without pages arrives page by page, as fast as it is taken', async () => {
  const sent = { bytes: 0 }
  const VMS = 6_000
  const canned = await cannedVcenter(({ method, xml }) =>
    method === 'RetrievePropertiesEx' && xml.includes('<type>VirtualMachine</type>')
      ? (response) => sendAll(response, VMS, sent).catch(() => {})
      : null,
  )
  const driver = canned.driver()
  let vms = 0
  let whileWaiting = 0
  for await (const page of driver.virtualMachines({ signal: never, pageSize: 500 })) {
    if (vms === 0) {
      // Whoever takes one page and pauses holds the vCenter back, not the answer in memory.
      await delay(300)
      whileWaiting = sent.bytes
    }
    vms += page.length
    expect(page.length).toBeLessThanOrEqual(500)
  }
  expect(vms).toBe(VMS)
  expect(sent.bytes).toBeGreaterThan(30_000_000)
  expect(whileWaiting).toBeLessThan(12_000_000)
  await driver.close()
  await canned.close()
})
