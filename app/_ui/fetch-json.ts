import { fromJson, type Json } from '@/lib/http/json-keys'

/**
 * From the HTTP API, in the code's names. `View` is the view type that the route answers with: the
 * routes are made from the same schemas.
 */
export async function fetchJson<View>(url: string): Promise<View> {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  const body: Json = await response.json()
  if (!response.ok) throw new Error(detailOf(body) ?? `${url} answered ${response.status}`)
  return fromJson(body) as View
}

function detailOf(body: Json): string | null {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return null
  return typeof body['detail'] === 'string' ? body['detail'] : null
}
