import { labAppliance } from '../../../tests/lab/lab.ts'

export const DEMO_DATASET = 'tank/zerfaux/demo'

// Small files: under emulation a MiB takes the lab's disks a moment. Random, or compression leaves nothing to send.
const script = `set -e
if zfs list -H ${DEMO_DATASET} >/dev/null 2>&1; then exit 0; fi
zfs create -p -o atime=off ${DEMO_DATASET}
cd /${DEMO_DATASET}
for name in web-01 web-02 db-01; do
  mkdir "$name"
  echo "displayName = $name" > "$name/$name.vmx"
  head -c 3145728 /dev/urandom > "$name/$name-flat.vmdk"
done`

/** Something to replicate on appliance a. A lab that was kept keeps its own. */
export async function prepareDemoDataset(run: string): Promise<void> {
  await labAppliance('a', run).mustRun(script, { timeoutMs: 120_000 })
}
