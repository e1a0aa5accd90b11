package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// controlHandler is the door for tests. It takes and answers JSON, on a port of its own that only loopback reaches.
func controlHandler(g *gate, s *site) http.Handler {
	mux := http.NewServeMux()
	handle(mux, "/about", func(struct{}) (any, error) {
		return map[string]any{"instance_uuid": instanceUUID(s.name)}, nil
	})
	handle(mux, "/add-vms", func(in struct{ Count int }) (any, error) {
		return map[string]any{"names": s.addVMs(in.Count)}, nil
	})
	handle(mux, "/remove-vm", func(in struct{ Name string }) (any, error) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		return nil, s.removeVM(in.Name)
	})
	handle(mux, "/reregister", func(in struct{ Name string }) (any, error) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		ref, err := s.reregister(in.Name)
		return map[string]any{"moref": ref.Value}, err
	})
	handle(mux, "/swap-morefs", func(in struct{ First, Second string }) (any, error) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		return nil, s.swapMorefs(in.First, in.Second)
	})
	handle(mux, "/change-vm", func(in struct {
		Name   string
		Change vmChange
	}) (any, error) {
		return nil, changeVM(in.Name, in.Change)
	})
	handle(mux, "/ask", func(in struct{ Name string }) (any, error) {
		return nil, ask(in.Name)
	})
	handle(mux, "/need-consolidation", func(in struct{ Name string }) (any, error) {
		return nil, needConsolidation(in.Name)
	})
	handle(mux, "/fail-next", func(rule faultRule) (any, error) {
		if !g.faults.add(rule) {
			return nil, fmt.Errorf("%q is not a fault of the vSphere API", rule.Fault)
		}
		return nil, nil
	})
	handle(mux, "/clear-faults", func(struct{}) (any, error) {
		g.faults.clear()
		return nil, nil
	})
	handle(mux, "/end-sessions", func(struct{}) (any, error) {
		return map[string]any{"ended": g.sessions.endAll()}, nil
	})
	handle(mux, "/idle", func(in struct{ Milliseconds int64 }) (any, error) {
		g.sessions.setIdle(time.Duration(in.Milliseconds) * time.Millisecond)
		return nil, nil
	})
	handle(mux, "/delay", func(in struct{ Milliseconds int64 }) (any, error) {
		g.mutex.Lock()
		defer g.mutex.Unlock()
		g.delay = time.Duration(in.Milliseconds) * time.Millisecond
		return nil, nil
	})
	handle(mux, "/task-delay", func(rule taskDelay) (any, error) {
		g.tasks.set(rule)
		return nil, nil
	})
	handle(mux, "/tasks", func(in struct{ Reset bool }) (any, error) {
		return g.begun.read(in.Reset), nil
	})
	handle(mux, "/requests", func(in struct{ Reset bool }) (any, error) {
		g.mutex.Lock()
		defer g.mutex.Unlock()
		counts := make(map[string]int, len(g.counts))
		for method, count := range g.counts {
			counts[method] = count
		}
		if in.Reset {
			g.counts = map[string]int{}
		}
		return counts, nil
	})
	return mux
}

func handle[In any](mux *http.ServeMux, path string, act func(In) (any, error)) {
	mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		var in In
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
		decoder.DisallowUnknownFields()
		if r.Method != http.MethodPost {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		err := decoder.Decode(&in)
		var out any
		if err == nil {
			out, err = act(in)
		}
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			out = map[string]string{"error": err.Error()}
		}
		if out == nil {
			out = struct{}{}
		}
		_ = json.NewEncoder(w).Encode(out)
	})
}
