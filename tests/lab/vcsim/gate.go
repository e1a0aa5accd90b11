package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// gate stands before the simulator's SOAP handler: it counts, delays, checks the session, injects faults, and answers
// itself where the stock simulator lacks a method or lies.
type gate struct {
	inner    http.Handler
	site     *site
	sessions *sessions
	faults   faultRules
	tasks    taskDelays

	mutex  sync.Mutex
	counts map[string]int
	delay  time.Duration
}

func newGate(inner http.Handler, site *site, idle time.Duration) *gate {
	return &gate{
		inner:    inner,
		site:     site,
		sessions: &sessions{used: map[string]time.Time{}, tasks: map[string]int{}, idle: idle},
		counts:   map[string]int{},
		tasks:    taskDelays{cancels: map[string]chan struct{}{}},
	}
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasPrefix(r.URL.Path, "/sdk") {
		g.inner.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	call, ok := parseRequest(body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if !ok {
		g.inner.ServeHTTP(w, r)
		return
	}
	time.Sleep(g.count(call.method))
	if g.refused(w, r, call) {
		return
	}
	if rule, hit := g.faults.take(call); hit {
		g.fail(w, r, call, rule)
		return
	}
	g.answer(w, r, call)
}

func (g *gate) count(method string) time.Duration {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.counts[method]++
	return g.delay
}

func (g *gate) refused(w http.ResponseWriter, r *http.Request, call request) bool {
	if openMethods[call.method] {
		return false
	}
	if g.sessions.touch(sessionKey(r)) {
		return false
	}
	// Clients read the service content through the property collector before they sign in.
	if strings.HasPrefix(call.method, "RetrieveProperties") && bytes.Contains(call.body, []byte(`type="ServiceInstance"`)) {
		return false
	}
	writeFault(w, "The session is not authenticated.", &types.NotAuthenticated{
		NoPermission: types.NoPermission{Object: call.this, PrivilegeId: "System.View"},
	})
	return true
}

func (g *gate) answer(w http.ResponseWriter, r *http.Request, call request) {
	switch call.method {
	case "Login", "LoginByToken", "LoginExtensionByCertificate", "CloneSession":
		g.inner.ServeHTTP(w, r)
		g.sessions.add(w.Header())
	case "Logout":
		g.inner.ServeHTTP(w, r)
		g.sessions.remove(sessionKey(r))
	case "CancelTask":
		g.cancelTask(w, call)
	default:
		if delay := g.tasks.of(call); delay.Milliseconds > 0 && strings.HasSuffix(call.method, "_Task") {
			g.runSlowly(w, r, call, delay)
			return
		}
		g.perform(w, r, call)
	}
}

// perform carries a call out at once: our own version of it where there is one, otherwise the simulator's.
func (g *gate) perform(w http.ResponseWriter, r *http.Request, call request) {
	switch call.method {
	case "UnregisterVM":
		g.site.remember(call.this)
	case "RegisterVM_Task":
		if g.site.registerKnown(w, call) {
			return
		}
	case "RelocateVM_Task":
		g.relocate(w, r, call)
		return
	}
	g.inner.ServeHTTP(w, r)
}

// record carries a call out and keeps the answer instead of sending it.
func (g *gate) record(r *http.Request, call request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	again := r.Clone(r.Context())
	again.Body = io.NopCloser(bytes.NewReader(call.body))
	g.perform(recorder, again, call)
	return recorder
}

func findVM(ref types.ManagedObjectReference) (*simulator.VirtualMachine, bool) {
	vm, ok := simulator.Map.Get(ref).(*simulator.VirtualMachine)
	return vm, ok
}
