/** Where a vCenter is, and how its certificate is known. */
export type VcenterAddress = { readonly host: string; readonly port: number }

/** Exactly this certificate, or any for this host name that this authority issued. */
export type VcenterTrust = { readonly thumbprintSha256: string } | { readonly caPem: string }

/** As messages name it; the port only where it is not the usual one. */
export function shownAddress({ host, port }: VcenterAddress): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === 443 ? name : `${name}:${port}`
}

export function vcenterOrigin({ host, port }: VcenterAddress): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`
}
