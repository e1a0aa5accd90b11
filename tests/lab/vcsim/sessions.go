package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// sessions knows who is signed in. The stock simulator answers property reads without a session and has no way to
// end sessions from outside, so the gate keeps its own account by cookie.
type sessions struct {
	mutex sync.Mutex
	used  map[string]time.Time
	// Tasks under way by the session that began them: they go on when it ends, as in a vCenter.
	tasks map[string]int
	idle  time.Duration
}

// What a vCenter answers to strangers.
var openMethods = map[string]bool{
	"RetrieveServiceContent": true, "Login": true, "LoginByToken": true, "LoginExtensionByCertificate": true,
	"CloneSession": true, "RetrieveInternalContent": true, "Fetch": true,
}

// theSessions is for collectors, which the simulator makes by itself.
var theSessions *sessions

func (s *sessions) lives(key string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_, ok := s.used[key]
	return ok
}

func sessionKey(r *http.Request) string {
	cookie, err := r.Cookie(soap.SessionCookieName)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// touch tells whether the session lives, and counts as its use.
func (s *sessions) touch(key string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	last, ok := s.used[key]
	if !ok {
		return false
	}
	if time.Since(last) > s.idle {
		s.end(key)
		return false
	}
	s.used[key] = time.Now()
	return true
}

func (s *sessions) add(header http.Header) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, cookie := range (&http.Response{Header: header}).Cookies() {
		if cookie.Name == soap.SessionCookieName {
			s.used[cookie.Value] = time.Now()
		}
	}
}

func (s *sessions) remove(key string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.used, key)
}

func (s *sessions) setIdle(idle time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.idle = idle
}

// endAll forgets every session, with its views, filters and open pages.
func (s *sessions) endAll() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	count := len(s.used)
	for key := range s.used {
		s.end(key)
	}
	return count
}

func (s *sessions) end(key string) {
	delete(s.used, key)
	if s.tasks[key] > 0 {
		return
	}
	s.terminate(key)
}

// lend keeps the stock simulator's own session for a task; giveBack ends it if ours has ended meanwhile.
func (s *sessions) lend(key string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.tasks[key]++
}

func (s *sessions) giveBack(key string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.tasks[key]--
	if s.tasks[key] > 0 {
		return
	}
	delete(s.tasks, key)
	if _, alive := s.used[key]; !alive {
		s.terminate(key)
	}
}

func (s *sessions) terminate(key string) {
	simulator.Map.SessionManager().TerminateSession(innerContext(), &types.TerminateSession{SessionId: []string{key}})
}

// innerContext is for calls that we make on the simulator's objects ourselves.
func innerContext() *simulator.Context {
	return &simulator.Context{
		Context: context.Background(),
		Map:     simulator.Map,
		Session: &simulator.Session{
			UserSession: types.UserSession{Key: "lab", UserName: "lab"},
			Registry:    simulator.NewRegistry(),
		},
	}
}

// ownCookie signs the gate itself in, once. Nobody ends this session: the account of sessions does not know it.
func (g *gate) ownCookie() string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.cookie != "" {
		return g.cookie
	}
	var name, password bytes.Buffer
	_ = xml.EscapeText(&name, []byte(g.username))
	_ = xml.EscapeText(&password, []byte(g.password))
	body := fmt.Sprintf(`%s<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this>`+
		`<userName>%s</userName><password>%s</password></Login>%s`, envelopeHead, name.String(), password.String(), envelopeTail)
	answer := httptest.NewRecorder()
	g.inner.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/sdk", strings.NewReader(body)))
	g.cookie = strings.Split(answer.Header().Get("Set-Cookie"), ";")[0]
	return g.cookie
}
