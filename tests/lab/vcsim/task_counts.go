package main

import "sync"

// taskCounts is what was begun, and how much of it at the same time: what a caller says of its own limits is not asked.
type taskCounts struct {
	mutex    sync.Mutex
	byMethod map[string]*taskCount
}

type taskCount struct {
	Begun      map[string]int `json:"begun"` // by the MoRef value of the object that the task works on
	Running    int            `json:"running"`
	MostAtOnce int            `json:"most_at_once"`
}

func (t *taskCounts) begin(method, object string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	count := t.byMethod[method]
	if count == nil {
		count = &taskCount{Begun: map[string]int{}}
		t.byMethod[method] = count
	}
	count.Begun[object]++
	count.Running++
	if count.Running > count.MostAtOnce {
		count.MostAtOnce = count.Running
	}
}

func (t *taskCounts) end(method string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if count := t.byMethod[method]; count != nil {
		count.Running--
	}
}

// read answers a copy; reset forgets all but what is running.
func (t *taskCounts) read(reset bool) map[string]taskCount {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	answer := make(map[string]taskCount, len(t.byMethod))
	for method, count := range t.byMethod {
		copied := *count
		copied.Begun = make(map[string]int, len(count.Begun))
		for object, times := range count.Begun {
			copied.Begun[object] = times
		}
		answer[method] = copied
		if reset {
			t.byMethod[method] = &taskCount{Begun: map[string]int{}, Running: count.Running, MostAtOnce: count.Running}
		}
	}
	return answer
}
