import { LinkView } from '../../services/links/link-view.ts'
import { LinkPage, listLinks } from '../../services/links/list-links.ts'
import { putLink, PutLink } from '../../services/links/put-link.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Links'

export const linkEndpoints = {
  list: {
    operationId: 'list_links',
    method: 'GET',
    path: '/links',
    tag,
    summary: 'List the ways between appliances, with their limits',
    role: 'viewer',
    answer: LinkPage,
    status: 200,
    run: listLinks,
  },
  put: {
    operationId: 'put_link',
    method: 'PUT',
    path: '/links',
    tag,
    summary: 'Set the limits of the way from one appliance to another',
    role: 'admin',
    body: PutLink,
    answer: LinkView,
    status: 200,
    run: putLink,
  },
} as const satisfies Record<string, Endpoint>
