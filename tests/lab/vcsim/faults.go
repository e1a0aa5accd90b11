package main

import (
	"net/http"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// faultRule says which of the next calls fail, and how.
type faultRule struct {
	Method  string `json:"method"`
	Object  string `json:"object"` // MoRef value or entity name; empty for any
	Fault   string `json:"fault"`  // a type of the vSphere API, or one of the transport faults below
	At      string `json:"at"`     // "call" (default), or "task": the call succeeds and its task fails
	Count   int    `json:"count"`  // how many calls, 1 unless given
	Message string `json:"message"`
}

// Faults of the way there and back, which have no type in the API.
const (
	connectionReset = "connection_reset" // nothing was done
	lostAnswer      = "lost_answer"      // it was done, but the caller never hears of it
	unavailable     = "http_503"         // the proxy in front of vCenter answers
	nothingDone     = "nothing_done"     // its task ends well, and nothing has been done
)

type faultRules struct {
	mutex sync.Mutex
	rules []*faultRule
}

func (f *faultRules) add(rule faultRule) bool {
	switch rule.Fault {
	case connectionReset, lostAnswer, unavailable, nothingDone:
	default:
		if _, ok := newFault(rule.Fault); !ok {
			return false
		}
	}
	if rule.Count == 0 {
		rule.Count = 1
	}
	if rule.Message == "" {
		rule.Message = "lab: " + rule.Fault
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.rules = append(f.rules, &rule)
	return true
}

func (f *faultRules) clear() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.rules = nil
}

func (f *faultRules) take(call request) (faultRule, bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for i, rule := range f.rules {
		if rule.Method != call.method || !isCalled(rule.Object, call.this) {
			continue
		}
		rule.Count--
		if rule.Count == 0 {
			f.rules = append(f.rules[:i:i], f.rules[i+1:]...)
		}
		return *rule, true
	}
	return faultRule{}, false
}

// isCalled tells whether a rule for that MoRef value or name concerns this object; an empty one concerns all.
func isCalled(object string, this types.ManagedObjectReference) bool {
	if object == "" || object == this.Value {
		return true
	}
	entity, ok := simulator.Map.Get(this).(mo.Entity)
	return ok && entity.Entity().Name == object
}

func (g *gate) fail(w http.ResponseWriter, r *http.Request, call request, rule faultRule) {
	switch rule.Fault {
	case connectionReset:
		panic(http.ErrAbortHandler) // the server closes the connection without an answer
	case lostAnswer:
		g.record(r, call)
		panic(http.ErrAbortHandler)
	case unavailable:
		http.Error(w, "no healthy upstream", http.StatusServiceUnavailable)
		return
	case nothingDone:
		g.runTask(w, call, g.tasks.of(call), func() (types.AnyType, types.BaseMethodFault) { return nil, nil })
		return
	}
	fault, _ := newFault(rule.Fault)
	if denied, ok := fault.(*types.NoPermission); ok {
		denied.Object, denied.PrivilegeId = call.this, "Lab.Denied" // both are required fields
	}
	if rule.At != "task" {
		writeFault(w, rule.Message, fault)
		return
	}
	g.runTask(w, call, g.tasks.of(call), func() (types.AnyType, types.BaseMethodFault) { return nil, fault })
}
