import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import type { AlertChannelSettings } from '@/lib/domain/alert-channel'
import type { ChannelView } from '@/lib/services/alert-channels/channel-view'

type Kind = AlertChannelSettings['kind']
type Props = { readonly state: FormState; readonly kind: Kind; readonly channel?: ChannelView }

export function ChannelFields({ state, kind, channel }: Props) {
  return (
    <>
      <input type="hidden" name="settings.kind" value={kind} />
      <Field
        label="Name"
        name="name"
        state={state}
        initial={channel?.name ?? (kind === 'smtp' ? 'Mail' : undefined)}
        required
      />
      {kind === 'smtp' ? (
        <MailFields state={state} channel={channel} />
      ) : (
        <WebhookFields state={state} channel={channel} />
      )}
      <Field
        label="Certificate authority"
        name="settings.ca_pem"
        kind="area"
        state={state}
        initial={channel?.settings.caPem}
        placeholder="-----BEGIN CERTIFICATE-----"
        hint="Only when its certificate is from an authority of your own: then that one, in PEM form, and no other is trusted."
      />
      <Field
        label="Alerts from"
        name="minimum_severity"
        kind="select"
        state={state}
        initial={channel?.minimumSeverity ?? 'warning'}
        options={[
          { value: 'warning', label: 'Warning and worse' },
          { value: 'critical', label: 'Critical only' },
          { value: 'info', label: 'Everything' },
        ]}
        hint="Who was told of an alert is told when it gets worse, and when it is over."
      />
      {channel && (
        <Field
          label="Sending"
          name="enabled"
          kind="select"
          state={state}
          initial={String(channel.enabled)}
          options={[
            { value: 'true', label: 'On' },
            { value: 'false', label: 'Off: what waits for more than a day is dropped' },
          ]}
        />
      )}
    </>
  )
}

type Inner = { readonly state: FormState; readonly channel: ChannelView | undefined }

function MailFields({ state, channel }: Inner) {
  const settings = channel?.settings.kind === 'smtp' ? channel.settings : undefined
  return (
    <>
      <div className="form-row">
        <Field
          label="Mail server"
          name="settings.host"
          state={state}
          initial={settings?.host}
          placeholder="mail.example.com"
          required
        />
        <Field label="Port" name="settings.port" kind="number" state={state} initial={settings?.port ?? 587} />
      </div>
      <Field
        label="Encryption"
        name="settings.security"
        kind="select"
        state={state}
        initial={settings?.security ?? 'starttls'}
        options={[
          { value: 'starttls', label: 'STARTTLS, and nothing without it' },
          { value: 'tls', label: 'TLS from the start (port 465)' },
          { value: 'none', label: 'None' },
        ]}
        hint="Without encryption nobody signs in, unless the server is on this machine."
      />
      <Field
        label="User name"
        name="settings.username"
        state={state}
        initial={settings?.username}
        hint="Empty when the server asks for none"
      />
      <Field
        label="Password"
        name="password"
        kind="password"
        autoComplete="new-password"
        state={state}
        hint={channel?.hasSecret ? 'Leave empty to keep what is stored.' : undefined}
      />
      <Field
        label="From"
        name="settings.from"
        state={state}
        initial={settings?.from}
        placeholder="zerfaux@example.com"
        required
      />
      <Field
        label="To"
        name="settings.to"
        kind="area"
        state={state}
        initial={settings?.to.join('\n')}
        hint="One address on each line"
        required
      />
    </>
  )
}

function WebhookFields({ state, channel }: Inner) {
  const settings = channel?.settings.kind === 'webhook' ? channel.settings : undefined
  return (
    <Field
      label="Address"
      name="settings.url"
      state={state}
      initial={settings?.url}
      placeholder="https://hooks.example.com/zerfaux"
      hint="Gets a POST of JSON. With http:// it can be read on the way; the signature shows only whose it is."
      required
    />
  )
}
