package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// How long a guest takes to shut itself down.
const shutdownTime = 700 * time.Millisecond

// A console that shows one grey pixel.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="

// consolidate merges nothing, as there are no deltas here; the mark goes.
func (g *gate) consolidate(w http.ResponseWriter, call request) {
	vm, ok := findVM(call.this)
	if !ok {
		writeFault(w, "The machine is gone.", &types.ManagedObjectNotFound{Obj: call.this})
		return
	}
	task := simulator.CreateTask(vm, "consolidateDisks", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		setConsolidationNeeded(vm, false)
		return nil, nil
	})
	writeTask(w, call.method, task.Run())
}

func (g *gate) answerQuestion(w http.ResponseWriter, call request) {
	vm, ok := findVM(call.this)
	method, err := simulator.UnmarshalBody(types.TypeFunc(), call.body)
	if err != nil || !ok {
		writeFault(w, "The machine is gone.", &types.ManagedObjectNotFound{Obj: call.this})
		return
	}
	req := method.Body.(*types.AnswerVM)
	question := vm.Runtime.Question
	if question == nil || question.Id != req.QuestionId {
		writeFault(w, "There is no such question.", &types.InvalidArgument{InvalidProperty: "questionId"})
		return
	}
	for _, choice := range question.Choice.ChoiceInfo {
		if choice.GetElementDescription().Key == req.AnswerChoice {
			simulator.Map.WithLock(vm, func() { vm.Runtime.Question, vm.Summary.Runtime.Question = nil, nil })
			writeEmpty(w, call.method)
			return
		}
	}
	writeFault(w, "That is no answer to it.", &types.InvalidArgument{InvalidProperty: "answerChoice"})
}

// ask lets a machine stand still with the question that a vCenter asks of copies.
func ask(name string) error {
	vm, err := vmByName(name)
	if err != nil {
		return err
	}
	choices := []types.BaseElementDescription{}
	for key, label := range []string{"button.uuid.cancel", "button.uuid.movedTheVM", "button.uuid.copiedTheVM"} {
		choices = append(choices, &types.ElementDescription{Key: fmt.Sprint(key), Description: types.Description{Label: label, Summary: label}})
	}
	question := &types.VirtualMachineQuestionInfo{
		Id: fmt.Sprintf("question-%s", vm.Self.Value), Text: "msg.uuid.altered: moved or copied?",
		Choice:  types.ChoiceOption{ChoiceInfo: choices, DefaultIndex: 2},
		Message: []types.VirtualMachineMessage{{Id: "msg.uuid.altered", Text: "This machine may have been moved or copied."}},
	}
	simulator.Map.WithLock(vm, func() { vm.Runtime.Question, vm.Summary.Runtime.Question = question, question })
	return nil
}

func needConsolidation(name string) error {
	vm, err := vmByName(name)
	if err == nil {
		setConsolidationNeeded(vm, true)
	}
	return err
}

func setConsolidationNeeded(vm *simulator.VirtualMachine, needed bool) {
	simulator.Map.WithLock(vm, func() { vm.Runtime.ConsolidationNeeded = types.NewBool(needed) })
}

// shutdownGuest answers at once; the guest goes down a moment later.
func (g *gate) shutdownGuest(w http.ResponseWriter, r *http.Request, call request) {
	vm, ok := findVM(call.this)
	if ok && vm.Runtime.PowerState == "poweredOn" && vm.Guest.ToolsRunningStatus != "guestToolsRunning" {
		writeFault(w, "VMware Tools do not run.", &types.ToolsUnavailable{})
		return
	}
	if !ok || vm.Runtime.PowerState != "poweredOn" {
		g.inner.ServeHTTP(w, r)
		return
	}
	writeEmpty(w, call.method)
	time.AfterFunc(shutdownTime, func() {
		state, stopped := "poweredOff", "toolsNotRunning"
		_ = changeVM(vm.Self.Value, vmChange{Power: &state, Tools: &stopped})
	})
}

// powerOn refuses a machine whose disk another running one writes to. VMware Tools start with their guest.
func (g *gate) powerOn(w http.ResponseWriter, r *http.Request, call request) {
	if vm, ok := findVM(call.this); ok {
		for _, device := range vm.Config.Hardware.Device {
			disk, isDisk := device.(*types.VirtualDisk)
			if !isDisk {
				continue
			}
			backing, isFile := disk.Backing.(types.BaseVirtualDeviceFileBackingInfo)
			if !isFile || lockedBy(backing.GetVirtualDeviceFileBackingInfo().FileName, vm) == nil {
				continue
			}
			task := simulator.CreateTask(vm, "powerOn", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
				return nil, &types.FileLocked{}
			})
			writeTask(w, call.method, task.Run())
			return
		}
	}
	g.inner.ServeHTTP(w, r)
	if vm, ok := findVM(call.this); ok && vm.Runtime.PowerState == "poweredOn" && vm.Guest.ToolsStatus == "toolsNotRunning" {
		state := "toolsOk"
		_ = changeVM(vm.Self.Value, vmChange{Tools: &state})
	}
}

func (g *gate) findAllByUUID(w http.ResponseWriter, call request) {
	method, err := simulator.UnmarshalBody(types.TypeFunc(), call.body)
	if err != nil {
		writeFault(w, "unreadable", &types.InvalidArgument{})
		return
	}
	req := method.Body.(*types.FindAllByUuid)
	byInstance := req.InstanceUuid != nil && *req.InstanceUuid
	var found strings.Builder
	for _, entity := range simulator.Map.All("VirtualMachine") {
		vm := entity.(*simulator.VirtualMachine)
		if byInstance && vm.Config.InstanceUuid == req.Uuid || !byInstance && vm.Config.Uuid == req.Uuid {
			fmt.Fprintf(&found, `<returnval type="VirtualMachine">%s</returnval>`, vm.Self.Value)
		}
	}
	writeEnvelope(w, http.StatusOK, fmt.Sprintf(`<%sResponse xmlns="urn:vim25">%s</%sResponse>`, call.method, found.String(), call.method))
}

// screen is the picture of a console, as /screen?id=vm-1 gives it to who is signed in.
func (g *gate) screen(w http.ResponseWriter, r *http.Request) {
	vm, ok := findVM(types.ManagedObjectReference{Type: "VirtualMachine", Value: r.URL.Query().Get("id")})
	switch {
	case !g.sessions.touch(sessionKey(r)):
		http.Error(w, "sign in", http.StatusUnauthorized)
	case !ok || vm.Runtime.PowerState != "poweredOn":
		http.Error(w, "no such console", http.StatusNotFound)
	default:
		picture, _ := base64.StdEncoding.DecodeString(pixel)
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(picture)
	}
}
