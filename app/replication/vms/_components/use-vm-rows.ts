'use client'

import useSWRInfinite from 'swr/infinite'
import type { VmView } from '@/lib/services/vcenters/vm-view'
import { withParams } from '../../_components/search-params'
import type { VmAddress } from './vm-query'

export type VmPage = { readonly items: VmView[]; readonly nextCursor: string | null }

/** So many rows before the end of what is loaded, the next page is fetched. */
const AHEAD = 150

/** The first page comes with the document; the others when the reader nears them. */
export function useVmRows(address: Omit<VmAddress, 'vm'>, first: VmPage) {
  const { data, error, isLoading, isValidating, size, setSize } = useSWRInfinite<VmPage, Error>(
    (index: number, before: VmPage | null) => {
      const cursor = index === 0 ? first.nextCursor : before?.nextCursor
      return cursor ? withParams('/replication/vms/rows', { ...address, cursor }) : null
    },
    readPage,
    { initialSize: 0, revalidateFirstPage: false, revalidateOnFocus: false, persistSize: false },
  )
  const pages = [first, ...(data ?? [])]
  const vms = pages.flatMap(({ items }) => items)
  const more = typeof pages.at(-1)?.nextCursor === 'string'
  return {
    vms,
    problem: error ? `Further rows could not be read: ${error.message}` : null,
    needUpTo(index: number) {
      if (more && !isLoading && !isValidating && index + AHEAD > vms.length) void setSize(size + 1)
    },
  }
}

async function readPage(url: string): Promise<VmPage> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  return response.json()
}
