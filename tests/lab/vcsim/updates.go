package main

import (
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	lookEvery = 50 * time.Millisecond
	// The simulator sets the fields of an object one after the other: what has changed is read again after this.
	settleTime = 5 * time.Millisecond
)

// openQuestions lets a question that stays open be ended from outside: its collector is destroyed, or the caller left.
type openQuestions struct {
	mutex sync.Mutex
	asked map[types.ManagedObjectReference]chan struct{}
}

var questions = openQuestions{asked: map[types.ManagedObjectReference]chan struct{}{}}

// begin ends the question that is open there: a collector has one at a time.
func (q *openQuestions) begin(collector types.ManagedObjectReference) chan struct{} {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if open := q.asked[collector]; open != nil {
		close(open)
	}
	mine := make(chan struct{})
	q.asked[collector] = mine
	return mine
}

func (q *openQuestions) end(collector types.ManagedObjectReference) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if open := q.asked[collector]; open != nil {
		close(open)
		delete(q.asked, collector)
	}
}

func (q *openQuestions) done(collector types.ManagedObjectReference, mine chan struct{}) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.asked[collector] == mine {
		delete(q.asked, collector)
	}
}

// seen is what a filter has told so far: by object, by property.
type seen map[types.ManagedObjectReference]map[string]types.AnyType

// WaitForUpdatesEx compares what the filters show with what they have told. The stock one overlooks what is changed
// without its Update, and tells of objects that enter a view once more with each change of another.
func (c *PropertyCollector) WaitForUpdatesEx(ctx *simulator.Context, req *types.WaitForUpdatesEx) soap.HasFault {
	body := &methods.WaitForUpdatesExBody{}
	if req.Version == "" {
		c.told = map[types.ManagedObjectReference]seen{}
	} else if req.Version != fmt.Sprint(c.version) {
		body.Fault_ = simulator.Fault("", &types.InvalidCollectorVersion{})
		return body
	}
	ended := questions.begin(c.Self)
	defer questions.done(c.Self, ended)
	var limit <-chan time.Time
	if req.Options != nil && req.Options.MaxWaitSeconds != nil {
		limit = time.After(time.Duration(*req.Options.MaxWaitSeconds) * time.Second)
	}
	for {
		if !theSessions.lives(ctx.Session.Key) {
			body.Fault_ = simulator.Fault("The session is not authenticated.", &types.NotAuthenticated{
				NoPermission: types.NoPermission{Object: c.Self, PrivilegeId: "System.View"},
			})
			return body
		}
		if updates := c.updates(ctx); len(updates) > 0 {
			c.version++
			body.Res = &types.WaitForUpdatesExResponse{
				Returnval: &types.UpdateSet{Version: fmt.Sprint(c.version), FilterSet: updates},
			}
			return body
		}
		select {
		case <-ended:
			body.Fault_ = simulator.Fault("", &types.RequestCanceled{})
			return body
		case <-limit:
			body.Res = &types.WaitForUpdatesExResponse{}
			return body
		case <-time.After(lookEvery):
		}
	}
}

func (c *PropertyCollector) updates(ctx *simulator.Context) []types.PropertyFilterUpdate {
	var all []types.PropertyFilterUpdate
	for _, ref := range c.Filter {
		filter := ctx.Session.Get(ref).(*simulator.PropertyFilter)
		now := c.look(ctx, filter.Spec)
		if len(compare(c.told[ref], now)) == 0 {
			continue
		}
		time.Sleep(settleTime)
		now = c.look(ctx, filter.Spec)
		all = append(all, types.PropertyFilterUpdate{Filter: ref, ObjectSet: compare(c.told[ref], now)})
		c.told[ref] = now
	}
	return all
}

func (c *PropertyCollector) look(ctx *simulator.Context, spec types.PropertyFilterSpec) seen {
	spec.ReportMissingObjectsInResults = types.NewBool(true)
	answer := c.PropertyCollector.RetrievePropertiesEx(ctx, &types.RetrievePropertiesEx{SpecSet: []types.PropertyFilterSpec{spec}})
	found := seen{}
	body, ok := answer.(*methods.RetrievePropertiesExBody)
	if !ok || body.Res == nil || body.Res.Returnval == nil {
		return found
	}
	for _, content := range body.Res.Returnval.Objects {
		properties := map[string]types.AnyType{}
		for _, property := range content.PropSet {
			properties[property.Name] = property.Val
		}
		found[content.Obj] = properties
	}
	return found
}

func compare(before, now seen) []types.ObjectUpdate {
	var updates []types.ObjectUpdate
	for ref, properties := range now {
		known, isKnown := before[ref]
		var changes []types.PropertyChange
		for name, value := range properties {
			if old, had := known[name]; !had || !reflect.DeepEqual(old, value) {
				changes = append(changes, types.PropertyChange{Name: name, Op: types.PropertyChangeOpAssign, Val: value})
			}
		}
		for name := range known {
			if _, has := properties[name]; !has {
				changes = append(changes, types.PropertyChange{Name: name, Op: types.PropertyChangeOpAssign})
			}
		}
		kind := types.ObjectUpdateKindModify
		if !isKnown {
			kind = types.ObjectUpdateKindEnter
		}
		if !isKnown || len(changes) > 0 {
			updates = append(updates, types.ObjectUpdate{Kind: kind, Obj: ref, ChangeSet: changes})
		}
	}
	for ref := range before {
		if _, there := now[ref]; !there {
			updates = append(updates, types.ObjectUpdate{Kind: types.ObjectUpdateKindLeave, Obj: ref})
		}
	}
	return updates
}
