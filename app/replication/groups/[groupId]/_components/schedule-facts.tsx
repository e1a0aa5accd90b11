import { duration } from '@/app/_ui/format'
import { Time } from '@/app/_ui/time'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { pageContext } from '@/lib/http/page-context'
import { getSchedule } from '@/lib/services/protection-groups/get-schedule'
import { Fact } from '../../../_components/fact'
import { NextRun } from '../../../_components/next-run'

/** When it runs next and by what; and, before it happens, what will make it miss its objective. */
export async function ScheduleFacts({ group }: { group: GroupView }) {
  const schedule = await getSchedule(await pageContext(), { id: group.id })
  const { intervalSeconds, expectedRunSeconds, cronTimes } = schedule
  return (
    <>
      {schedule.notices.map(({ message, hint }) => (
        <div className="notice" data-tone="warning" key={message}>
          <p>
            <strong>{message}.</strong> {hint}
          </p>
        </div>
      ))}
      <dl className="facts">
        <Fact name="Next run">
          <NextRun group={group} />
        </Fact>
        <Fact name="Runs">
          {group.schedule === null ? (
            <>by RPO{intervalSeconds !== null && `, about every ${duration(intervalSeconds)}`}</>
          ) : (
            <>
              <span className="mono">{group.schedule}</span>, {group.scheduleTimeZone}
              {cronTimes[1] && (
                <>
                  , then <Time at={cronTimes[1]} />
                </>
              )}
            </>
          )}
        </Fact>
        <Fact name="A run takes">
          {expectedRunSeconds === null
            ? 'not known before the first run'
            : `about ${duration(Math.max(1, expectedRunSeconds))}`}
        </Fact>
        <Fact name="Priority">{group.priority} of 5</Fact>
      </dl>
    </>
  )
}
