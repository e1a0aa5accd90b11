package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// place puts a machine into the inventory under a new MoRef, with every back reference.
func (s *site) place(content *mo.VirtualMachine, folderRef types.ManagedObjectReference) *simulator.VirtualMachine {
	return s.placeAs(types.ManagedObjectReference{}, content, folderRef)
}

// placeAs is for a MoRef that is free; an empty one stands for the next.
func (s *site) placeAs(self types.ManagedObjectReference, content *mo.VirtualMachine, folderRef types.ManagedObjectReference) *simulator.VirtualMachine {
	vm := &simulator.VirtualMachine{VirtualMachine: *content}
	vm.Self = self
	folder := simulator.Map.Get(folderRef).(*simulator.Folder)
	vm.Network = vm.Network[:0:0]
	for _, net := range s.networksOf(vm) {
		vm.Network = append(vm.Network, net)
	}
	simulator.Map.PutEntity(folder, vm)
	vm.Summary.Vm = &vm.Self
	simulator.Map.AppendReference(folder, &folder.ChildEntity, vm.Self)

	host := simulator.Map.Get(*vm.Runtime.Host).(*simulator.HostSystem)
	simulator.Map.AppendReference(host, &host.Vm, vm.Self)
	if vm.ResourcePool != nil {
		pool := simulator.Map.Get(*vm.ResourcePool).(*simulator.ResourcePool)
		simulator.Map.AppendReference(pool, &pool.Vm, vm.Self)
	}
	for _, ref := range vm.Datastore {
		ds := simulator.Map.Get(ref).(*simulator.Datastore)
		simulator.Map.AppendReference(ds, &ds.Vm, vm.Self)
	}
	if content.Snapshot != nil {
		addSnapshots(vm, countSnapshots(content.Snapshot.RootSnapshotList))
	}
	return vm
}

func countSnapshots(tree []types.VirtualMachineSnapshotTree) int {
	count := len(tree)
	for _, node := range tree {
		count += countSnapshots(node.ChildSnapshotList)
	}
	return count
}

func (s *site) networksOf(vm *simulator.VirtualMachine) []types.ManagedObjectReference {
	var refs []types.ManagedObjectReference
	for _, device := range vm.Config.Hardware.Device {
		switch backing := device.GetVirtualDevice().Backing.(type) {
		case *types.VirtualEthernetCardNetworkBackingInfo:
			refs = append(refs, *backing.Network)
		case *types.VirtualEthernetCardDistributedVirtualPortBackingInfo:
			refs = append(refs, types.ManagedObjectReference{Type: "DistributedVirtualPortgroup", Value: backing.Port.PortgroupKey})
		}
	}
	return refs
}

func vmByName(name string) (*simulator.VirtualMachine, error) {
	var found *simulator.VirtualMachine
	for _, entity := range simulator.Map.All("VirtualMachine") {
		vm := entity.(*simulator.VirtualMachine)
		if vm.Name == name || vm.Self.Value == name {
			if found != nil {
				return nil, fmt.Errorf("two machines are called %q", name)
			}
			found = vm
		}
	}
	if found == nil {
		return nil, fmt.Errorf("no machine is called %q", name)
	}
	return found, nil
}

// takeOut unregisters the machine, running or not, and answers what it was and where.
func (s *site) takeOut(vm *simulator.VirtualMachine) (*mo.VirtualMachine, types.ManagedObjectReference, error) {
	content, folder := vm.VirtualMachine, *vm.Parent
	vm.Runtime.PowerState = types.VirtualMachinePowerStatePoweredOff // the stock call refuses running machines
	ctx := innerContext()
	if fault := vm.UnregisterVM(ctx, &types.UnregisterVM{This: vm.Self}).Fault(); fault != nil {
		return nil, folder, fmt.Errorf("%s", fault.String)
	}
	for _, ref := range vm.Network {
		forgetNetworkUser(ref, vm.Self)
	}
	return &content, folder, nil
}

func forgetNetworkUser(network, vm types.ManagedObjectReference) {
	switch entity := simulator.Map.Get(network).(type) {
	case *mo.Network:
		simulator.RemoveReference(&entity.Vm, vm)
	case *simulator.DistributedVirtualPortgroup:
		simulator.RemoveReference(&entity.Vm, vm)
	}
}

func (s *site) removeVM(name string) error {
	vm, err := vmByName(name)
	if err != nil {
		return err
	}
	content, _, err := s.takeOut(vm)
	if err != nil {
		return err
	}
	for _, ref := range content.Datastore {
		ds := simulator.Map.Get(ref).(*simulator.Datastore)
		_ = os.RemoveAll(filepath.Join(ds.Summary.Url, content.Name))
	}
	return nil
}

// reregister does what an administrator does with "remove from inventory" and "register": a new MoRef, all else equal.
func (s *site) reregister(name string) (types.ManagedObjectReference, error) {
	vm, err := vmByName(name)
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	content, folder, err := s.takeOut(vm)
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	return s.place(content, folder).Self, nil
}

// swapMorefs registers both anew, each under the MoRef that the other had: what a restored vCenter may answer.
func (s *site) swapMorefs(first, second string) error {
	type machine struct {
		content *mo.VirtualMachine
		folder  types.ManagedObjectReference
	}
	machines := []machine{}
	for _, name := range []string{first, second} {
		vm, err := vmByName(name)
		if err != nil {
			return err
		}
		content, folder, err := s.takeOut(vm)
		if err != nil {
			return err
		}
		machines = append(machines, machine{content, folder})
	}
	refs := []types.ManagedObjectReference{machines[1].content.Self, machines[0].content.Self}
	for i, machine := range machines {
		s.placeAs(refs[i], machine.content, machine.folder)
	}
	return nil
}

type vmChange struct {
	CPUs      *int32  `json:"cpus"`
	MemoryMiB *int32  `json:"memory_mib"`
	Power     *string `json:"power"`
	Rename    *string `json:"rename"`
	Tools     *string `json:"tools"`
}

func changeVM(name string, change vmChange) error {
	vm, err := vmByName(name)
	if err != nil {
		return err
	}
	var changes []types.PropertyChange
	set := func(value any, properties ...string) {
		for _, property := range properties {
			changes = append(changes, types.PropertyChange{Name: property, Val: value})
		}
	}
	if change.CPUs != nil {
		set(*change.CPUs, "config.hardware.numCPU", "summary.config.numCpu")
		set(int32(1), "config.hardware.numCoresPerSocket")
	}
	if change.MemoryMiB != nil {
		set(*change.MemoryMiB, "config.hardware.memoryMB", "summary.config.memorySizeMB")
	}
	if change.Power != nil {
		state := types.VirtualMachinePowerState(*change.Power)
		if state != "poweredOn" && state != "poweredOff" && state != "suspended" {
			return fmt.Errorf("%q is not a power state", *change.Power)
		}
		set(state, "runtime.powerState", "summary.runtime.powerState")
	}
	if change.Tools != nil {
		running := "guestToolsNotRunning"
		if *change.Tools == "toolsOk" || *change.Tools == "toolsOld" {
			running = "guestToolsRunning"
		}
		set(types.VirtualMachineToolsStatus(*change.Tools), "guest.toolsStatus", "summary.guest.toolsStatus")
		set(running, "guest.toolsRunningStatus", "summary.guest.toolsRunningStatus")
		heartbeat := types.ManagedEntityStatusGray
		if running == "guestToolsRunning" {
			heartbeat = types.ManagedEntityStatusGreen
		}
		set(heartbeat, "guestHeartbeatStatus")
	}
	if change.Rename != nil {
		set(*change.Rename, "name", "config.name", "summary.config.name")
	}
	simulator.Map.WithLock(vm, func() { simulator.Map.Update(vm, changes) })
	return nil
}
