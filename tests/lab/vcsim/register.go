package main

import (
	"net/http"

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

// registerKnown registers a machine whose vmx path we know; false leaves the call to the simulator.
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
	s.mutex.Unlock()
	folder, isFolder := simulator.Map.Get(call.this).(*simulator.Folder)
	if !known || !isFolder {
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
