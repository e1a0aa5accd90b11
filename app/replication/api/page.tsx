import type { Metadata } from 'next'
import { pageContext } from '@/lib/http/page-context'
import { BASE_PATH, type Endpoint } from '@/lib/http/endpoint'
import { allEndpoints } from '@/lib/http/endpoints/all-endpoints'
import { openApiDocument } from '@/lib/http/openapi'
import { fieldsOf, readOperation, type FieldLine } from './operation'

export const metadata: Metadata = { title: 'API' }

export default async function ApiPage() {
  await pageContext()
  const document = openApiDocument()
  const tags = [...new Set(allEndpoints.map(({ tag }) => tag))]
  return (
    <main className="page stack" id="content">
      <header className="page-head">
        <div>
          <h1>API</h1>
          <p>
            Everything that these pages do can be done over HTTP. The contract as{' '}
            <a href={`${BASE_PATH}/openapi.json`}>OpenAPI 3.1</a>.
          </p>
        </div>
      </header>
      <section className="section" aria-labelledby="calling">
        <h2 id="calling">Calling it</h2>
        <code className="token">
          curl -H &quot;Authorization: Bearer $ZERFAUX_TOKEN&quot; {'$ZERFAUX_URL'}
          {BASE_PATH}/protection-groups
        </code>
        <p className="quiet">
          Times are RFC 3339 UTC, sizes are bytes. Errors are RFC 9457 problem details. Lists take limit, cursor, q and
          sort. What takes long answers 202 with the id of a job.
        </p>
      </section>
      {tags.map((tag) => (
        <section className="section" key={tag} aria-label={tag}>
          <h2>{tag}</h2>
          <div className="endpoints">
            {allEndpoints
              .filter((endpoint) => endpoint.tag === tag)
              .map((endpoint) => (
                <OneEndpoint key={endpoint.operationId} endpoint={endpoint} document={document} />
              ))}
          </div>
        </section>
      ))}
    </main>
  )
}

function OneEndpoint({ endpoint, document }: { endpoint: Endpoint; document: Record<string, unknown> }) {
  const operation = readOperation(document, `${BASE_PATH}${endpoint.path}`, endpoint.method)
  return (
    <details className="section">
      <summary>
        <code>
          <strong>{endpoint.method}</strong> {BASE_PATH}
          {endpoint.path}
        </code>{' '}
        <span className="quiet">{endpoint.summary}</span>
      </summary>
      <p>
        Role: {endpoint.role}. Answers {endpoint.status}.
      </p>
      <Fields title="Parameters" fields={operation.parameters} />
      <Fields title="Body" fields={fieldsOf(operation.body, document)} />
      <Fields title="Answer" fields={fieldsOf(operation.answer, document)} />
    </details>
  )
}

function Fields({ title, fields }: { title: string; fields: readonly FieldLine[] }) {
  if (fields.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <ul className="plain">
        {fields.map(({ name, type, required }) => (
          <li key={name}>
            <code>{name}</code> <span className="quiet break">{type}</span> {required && <span>required</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
