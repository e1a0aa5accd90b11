import { ChannelTest, testChannel } from '../../services/alert-channels/test-channel.ts'
import { createChannel, CreateChannel } from '../../services/alert-channels/create-channel.ts'
import { deleteChannel } from '../../services/alert-channels/delete-channel.ts'
import { ChannelPage, getChannel, listChannels, ListChannels } from '../../services/alert-channels/list-channels.ts'
import { ChannelChanges, updateChannel } from '../../services/alert-channels/update-channel.ts'
import { ChannelView, ChannelWithSecret } from '../../services/alert-channels/channel-view.ts'
import { acknowledgeAlert } from '../../services/alerts/acknowledge-alert.ts'
import { AlertView } from '../../services/alerts/alert-view.ts'
import { AlertWithDeliveries, getAlert } from '../../services/alerts/get-alert.ts'
import { AlertPage, listAlerts, ListAlerts } from '../../services/alerts/list-alerts.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Alerts'

export const alertEndpoints = {
  list: {
    operationId: 'list_alerts',
    method: 'GET',
    path: '/alerts',
    tag,
    summary: 'List alerts, newest first',
    role: 'viewer',
    query: ListAlerts,
    answer: AlertPage,
    status: 200,
    run: listAlerts,
  },
  get: {
    operationId: 'get_alert',
    method: 'GET',
    path: '/alerts/{id}',
    tag,
    summary: 'Get an alert, and who was told of it',
    role: 'viewer',
    answer: AlertWithDeliveries,
    status: 200,
    run: getAlert,
  },
  acknowledge: {
    operationId: 'acknowledge_alert',
    method: 'POST',
    path: '/alerts/{id}/acknowledge',
    tag,
    summary: 'Say that somebody takes care of it',
    role: 'operator',
    answer: AlertView,
    status: 200,
    run: acknowledgeAlert,
  },
} as const satisfies Record<string, Endpoint>

export const alertChannelEndpoints = {
  list: {
    operationId: 'list_alert_channels',
    method: 'GET',
    path: '/alert-channels',
    tag,
    summary: 'List where alerts are sent',
    role: 'admin',
    query: ListChannels,
    answer: ChannelPage,
    status: 200,
    run: listChannels,
  },
  create: {
    operationId: 'create_alert_channel',
    method: 'POST',
    path: '/alert-channels',
    tag,
    summary: 'Add a mail server or webhook; what a webhook is signed with is shown once',
    role: 'admin',
    body: CreateChannel,
    answer: ChannelWithSecret,
    status: 201,
    idempotency: 'none',
    run: createChannel,
  },
  get: {
    operationId: 'get_alert_channel',
    method: 'GET',
    path: '/alert-channels/{id}',
    tag,
    summary: 'Get an alert channel',
    role: 'admin',
    answer: ChannelView,
    status: 200,
    run: getChannel,
  },
  update: {
    operationId: 'update_alert_channel',
    method: 'PATCH',
    path: '/alert-channels/{id}',
    tag,
    summary: 'Change an alert channel',
    role: 'admin',
    body: ChannelChanges,
    bodyAs: 'changes',
    answer: ChannelWithSecret,
    status: 200,
    run: updateChannel,
  },
  remove: {
    operationId: 'delete_alert_channel',
    method: 'DELETE',
    path: '/alert-channels/{id}',
    tag,
    summary: 'Remove an alert channel',
    role: 'admin',
    answer: null,
    status: 204,
    run: deleteChannel,
  },
  test: {
    operationId: 'test_alert_channel',
    method: 'POST',
    path: '/alert-channels/{id}/test',
    tag,
    summary: 'Send a test notice now, and answer what came of it',
    role: 'admin',
    answer: ChannelTest,
    status: 200,
    idempotency: 'none',
    run: testChannel,
  },
} as const satisfies Record<string, Endpoint>
