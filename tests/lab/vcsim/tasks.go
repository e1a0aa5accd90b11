package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// taskDelays makes tasks take time: the stock simulator has finished every task before the caller hears of it.
type taskDelays struct {
	mutex   sync.Mutex
	rules   []taskDelay
	cancels map[string]chan struct{} // by the running task's MoRef value
	busy    map[string]bool          // by the MoRef value of the object that a task works on
}

// What a machine does one at a time.
var oneAtATime = map[string]bool{
	"RelocateVM_Task": true, "ReconfigVM_Task": true, "PowerOnVM_Task": true, "PowerOffVM_Task": true, "Destroy_Task": true,
}

func (t *taskDelays) isBusy(object string) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.busy[object]
}

func (t *taskDelays) setBusy(object string, busy bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if busy {
		t.busy[object] = true
	} else {
		delete(t.busy, object)
	}
}

type taskDelay struct {
	Method       string `json:"method"` // "*" for all
	Object       string `json:"object"` // MoRef value or entity name; empty for any
	Milliseconds int64  `json:"milliseconds"`
	Stubborn     bool   `json:"stubborn"` // cannot be cancelled
}

func (d taskDelay) duration() time.Duration { return time.Duration(d.Milliseconds) * time.Millisecond }

// set replaces the rule for the same method and object; no time takes it away.
func (t *taskDelays) set(rule taskDelay) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	kept := []taskDelay{}
	for _, old := range t.rules {
		if old.Method != rule.Method || old.Object != rule.Object {
			kept = append(kept, old)
		}
	}
	if rule.Milliseconds > 0 {
		kept = append(kept, rule)
	}
	t.rules = kept
}

// of answers the rule that names the object before one for all objects, and one that names the method before "*".
func (t *taskDelays) of(call request) taskDelay {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	best, bestWeight := taskDelay{}, 0
	for _, rule := range t.rules {
		if rule.Method != call.method && rule.Method != "*" || !isCalled(rule.Object, call.this) {
			continue
		}
		weight := 1
		if rule.Method != "*" {
			weight++
		}
		if rule.Object != "" {
			weight += 2
		}
		if weight > bestWeight {
			best, bestWeight = rule, weight
		}
	}
	return best
}

var taskAnswer = regexp.MustCompile(`<returnval[^>]*type="Task"[^>]*>([^<]+)<`)

// runSlowly answers with a running task, and does the real work at its end.
func (g *gate) runSlowly(w http.ResponseWriter, r *http.Request, call request, delay taskDelay) {
	key := sessionKey(r)
	g.sessions.lend(key)
	g.runTask(w, call, delay, func() (types.AnyType, types.BaseMethodFault) {
		defer g.sessions.giveBack(key)
		answer := g.record(r, call)
		found := taskAnswer.FindStringSubmatch(answer.Body.String())
		if found == nil {
			return nil, &types.SystemError{Reason: "the simulator refused " + call.method}
		}
		ref := types.ManagedObjectReference{Type: "Task", Value: found[1]}
		task := simulator.Map.Get(ref).(*simulator.Task)
		if task.Info.Error != nil {
			return nil, task.Info.Error.Fault.(types.BaseMethodFault)
		}
		return task.Info.Result, nil
	})
}

// runTask answers with a task of our own: progress in ten steps over the delay, then the work. It can be cancelled
// unless it is stubborn.
func (g *gate) runTask(w http.ResponseWriter, call request, rule taskDelay, work func() (types.AnyType, types.BaseMethodFault)) {
	delay := rule.duration()
	cancelled := make(chan struct{})
	// As vCenter describes them: PowerOnVM_Task is "VirtualMachine.powerOn".
	name := strings.ToLower(call.method[:1]) + strings.TrimSuffix(strings.TrimSuffix(call.method[1:], "_Task"), "VM")
	run := func(task *simulator.Task) (types.AnyType, types.BaseMethodFault) {
		for step := int32(1); step <= 10 && delay > 0; step++ {
			select {
			case <-cancelled:
				return nil, &types.RequestCanceled{}
			case <-time.After(delay / 10):
			}
			update(task, "info.progress", step*10-1)
		}
		return work()
	}
	task := simulator.CreateTask(call.this, name, run)
	if entity, ok := simulator.Map.Get(call.this).(mo.Entity); ok {
		task.Info.EntityName = entity.Entity().Name
	}
	task.Info.Cancelable = delay > 0 && !rule.Stubborn

	if task.Info.Cancelable {
		g.tasks.mutex.Lock()
		g.tasks.cancels[task.Self.Value] = cancelled
		g.tasks.mutex.Unlock()
	}
	if oneAtATime[call.method] {
		g.tasks.setBusy(call.this.Value, true)
	}
	g.begun.begin(call.method, call.this.Value)
	done := make(chan struct{})
	go func() {
		task.Run()
		g.begun.end(call.method)
		g.tasks.setBusy(call.this.Value, false)
		if task.Info.Error != nil {
			task.Info.Error.LocalizedMessage = fmt.Sprintf("The operation failed: %s.", faultName(task.Info.Error.Fault))
		}
		g.tasks.mutex.Lock()
		delete(g.tasks.cancels, task.Self.Value)
		g.tasks.mutex.Unlock()
		close(done)
	}()
	if delay == 0 {
		<-done
	}
	writeTask(w, call.method, task.Self)
}

func (g *gate) cancelTask(w http.ResponseWriter, call request) {
	g.tasks.mutex.Lock()
	cancelled, running := g.tasks.cancels[call.this.Value]
	delete(g.tasks.cancels, call.this.Value)
	g.tasks.mutex.Unlock()
	if !running {
		writeFault(w, "The task cannot be cancelled any more.", &types.InvalidState{})
		return
	}
	close(cancelled)
	writeEmpty(w, call.method)
}

func update(object mo.Reference, name string, value any) {
	simulator.Map.WithLock(object, func() {
		simulator.Map.Update(object, []types.PropertyChange{{Name: name, Val: value}})
	})
}
