import { X509Certificate } from 'node:crypto'
import { z } from 'zod'

/** One or more certificates in PEM form. */
export const CaPem = z
  .string()
  .trim()
  .max(64_000)
  .refine(isCertificate, 'Enter a certificate in PEM form (-----BEGIN CERTIFICATE-----)')

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== ''
  } catch {
    return false
  }
}
