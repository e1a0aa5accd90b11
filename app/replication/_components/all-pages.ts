type Page<Item> = { readonly items: Item[]; readonly nextCursor: string | null }

/** Everything of a list that is known to be short: sites, groups, a vCenter's datastores. */
export async function allPages<Item>(read: (page: { limit: number; cursor?: string }) => Promise<Page<Item>>) {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await read({ limit: 500, ...(cursor !== null && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}
