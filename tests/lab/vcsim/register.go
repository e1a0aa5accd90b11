package main

import (
	"net/http"
	"os"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// remember keeps what a machine was when it leaves the inventory: the stock RegisterVM makes one without disks and NICs,
// because the simulator's vmx files are empty.
func (s *site) remember(ref types.ManagedObjectReference) {
	vm, ok := findVM(ref)
	if !ok || vm.Config == nil {
		return
	}
	content := vm.VirtualMachine
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.registered[vm.Config.Files.VmPathName] = &content
}

// cannotRegister refuses a path that a machine is registered with, and one where nothing lies. The stock call makes a
// second machine of the one, and an empty one of the other.
func (s *site) cannotRegister(name string) types.BaseMethodFault {
	for _, entity := range simulator.Map.All("VirtualMachine") {
		if vm := entity.(*simulator.VirtualMachine); vm.Config != nil && vm.Config.Files.VmPathName == name {
			return &types.AlreadyExists{Name: vm.Self.Value}
		}
	}
	if _, known := s.registered[name]; known {
		return nil
	}
	for _, entity := range simulator.Map.All("Datastore") {
		ds := entity.(*simulator.Datastore)
		if !strings.HasPrefix(name, "["+ds.Name+"] ") {
			continue
		}
		if _, err := os.Stat(hostPath(ds, name)); err == nil {
			return nil
		}
	}
	return &types.NotFound{}
}

// registerKnown registers a machine whose vmx path we know, and refuses where no file lies; false leaves the call to
// the simulator.
func (s *site) registerKnown(w http.ResponseWriter, call request) bool {
	method, err := simulator.UnmarshalBody(types.TypeFunc(), call.body)
	if err != nil {
		return false
	}
	req, ok := method.Body.(*types.RegisterVM_Task)
	if !ok {
		return false
	}
	s.mutex.Lock()
	content, known := s.registered[req.Path]
	refused := s.cannotRegister(req.Path)
	s.mutex.Unlock()
	folder, isFolder := simulator.Map.Get(call.this).(*simulator.Folder)
	if !isFolder {
		return false
	}
	if refused != nil {
		task := simulator.CreateTask(folder, "registerVm", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
			return nil, refused
		})
		writeTask(w, call.method, task.Run())
		return true
	}
	if !known {
		return false
	}
	task := simulator.CreateTask(folder, "registerVm", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		if _, again := s.registered[req.Path]; !again {
			return nil, &types.AlreadyExists{Name: req.Path}
		}
		if req.Pool == nil && !req.AsTemplate {
			return nil, &types.InvalidArgument{InvalidProperty: "pool"}
		}
		if child := simulator.Map.FindByName(req.Name, folder.ChildEntity); req.Name != "" && child != nil {
			return nil, &types.DuplicateName{Name: req.Name, Object: child.Reference()}
		}
		restored := *content
		config := *content.Config
		restored.Config = &config
		restored.ResourcePool = req.Pool
		if req.Host != nil {
			restored.Runtime.Host = req.Host
		}
		if req.Name != "" {
			restored.Name, restored.Config.Name, restored.Summary.Config.Name = req.Name, req.Name, req.Name
		}
		delete(s.registered, req.Path)
		return s.place(&restored, folder.Self).Self, nil
	})
	writeTask(w, call.method, task.Run())
	return true
}
