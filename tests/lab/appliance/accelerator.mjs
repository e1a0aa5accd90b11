// KVM or emulation. /dev/kvm may exist and still hang a guest, so it must prove itself within a time limit.
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../lab-paths.mjs'
import { execute } from '../processes.mjs'

export const ACCELERATOR_ARGUMENTS = {
  kvm: ['-accel', 'kvm', '-cpu', 'host'],
  // The plain CPU is the fastest to emulate: OpenZFS benchmarks fewer instruction sets when its module loads.
  // Left alone, the translation cache grows to a gigabyte for each machine.
  tcg: ['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', 'qemu64,+rdrand'],
}

/** Answers 'kvm' or 'tcg'. ZERFAUX_LAB_ACCEL decides without a probe; the probe's result holds until the machine reboots. */
export async function chooseAccelerator({ kernel, initrd }, say) {
  const forced = process.env.ZERFAUX_LAB_ACCEL
  if (forced && forced in ACCELERATOR_ARGUMENTS) return forced
  if (!usable('/dev/kvm')) return 'tcg'
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const remembered = join(cacheDir(), 'accelerator.json')
  if (existsSync(remembered)) {
    const known = JSON.parse(readFileSync(remembered, 'utf8'))
    if (known.boot === boot) return known.accel
  }
  const accel = (await kvmBoots(kernel, initrd)) ? 'kvm' : 'tcg'
  if (accel === 'tcg') say('KVM is there but a probe machine did not boot within 15 s: emulating')
  writeFileSync(remembered, JSON.stringify({ boot, accel }))
  return accel
}

function usable(path) {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function kvmBoots(kernel, initrd) {
  const machine = '-M q35 -m 512 -nodefaults -no-user-config -display none -no-reboot -serial stdio'.split(' ')
  const boot = ['-kernel', kernel, '-initrd', initrd, '-append', 'console=ttyS0 quiet lab.probe']
  try {
    const args = [...ACCELERATOR_ARGUMENTS.kvm, ...machine, ...boot]
    const { stdout } = await execute('qemu-system-x86_64', args, { timeoutMs: 15_000 })
    return stdout.includes('lab probe: alive')
  } catch {
    return false
  }
}
