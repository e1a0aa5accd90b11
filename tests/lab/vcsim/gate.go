package main

import (
	"bytes"
	"context"
	"fmt"
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
	begun    taskCounts

	username, password string // for the gate's own session
	cookie             string

	mutex  sync.Mutex
	counts map[string]int
	delay  time.Duration
}

func newGate(inner http.Handler, site *site, idle time.Duration) *gate {
	g := &gate{
		inner:    inner,
		site:     site,
		sessions: &sessions{used: map[string]time.Time{}, tasks: map[string]int{}, idle: idle},
		counts:   map[string]int{},
		begun:    taskCounts{byMethod: map[string]*taskCount{}},
		tasks:    taskDelays{cancels: map[string]chan struct{}{}, busy: map[string]bool{}},
	}
	theSessions = g.sessions
	return g
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/screen" {
		g.screen(w, r)
		return
	}
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
	if found := unexpected(body); found != "" {
		writeFault(w, fmt.Sprintf("Unexpected element tag at %s.", found), &types.InvalidRequest{})
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
	case "WaitForUpdatesEx":
		// A caller who leaves leaves no question behind.
		done := make(chan struct{})
		go func() {
			select {
			case <-r.Context().Done():
				questions.end(call.this)
			case <-done:
			}
		}()
		g.inner.ServeHTTP(w, r)
		close(done)
	case "DestroyPropertyCollector":
		questions.end(call.this)
		g.inner.ServeHTTP(w, r)
	default:
		if oneAtATime[call.method] && g.tasks.isBusy(call.this.Value) {
			writeFault(w, "Another task is already in progress.", &types.TaskInProgress{
				Task: types.ManagedObjectReference{Type: "Task", Value: "task-0"},
			})
			return
		}
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
	case "CreateVM_Task":
		g.createVM(w, call)
		return
	case "ReconfigVM_Task":
		g.reconfigure(w, call)
		return
	case "ConsolidateVMDisks_Task":
		g.consolidate(w, call)
		return
	case "AnswerVM":
		g.answerQuestion(w, call)
		return
	case "ShutdownGuest":
		g.shutdownGuest(w, r, call)
		return
	case "PowerOnVM_Task":
		g.powerOn(w, r, call)
		return
	case "FindAllByUuid":
		g.findAllByUUID(w, call)
		return
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
	again := r.Clone(context.Background())
	if !g.sessions.lives(sessionKey(r)) {
		// A task goes on when the session that began it has ended.
		again.Header.Set("Cookie", g.ownCookie())
	}
	again.Body = io.NopCloser(bytes.NewReader(call.body))
	g.perform(recorder, again, call)
	return recorder
}

func findVM(ref types.ManagedObjectReference) (*simulator.VirtualMachine, bool) {
	vm, ok := simulator.Map.Get(ref).(*simulator.VirtualMachine)
	return vm, ok
}
