import Link from 'next/link'
import { Empty } from '@/app/_ui/empty'
import { shellsPath } from './shell-selection'

export function NoVmChosen({ groupId }: { readonly groupId: string }) {
  return (
    <Empty title="No VM is chosen">
      <p>
        <Link href={shellsPath(groupId, '')}>Choose VMs</Link> whose shells are to be made.
      </p>
    </Empty>
  )
}
