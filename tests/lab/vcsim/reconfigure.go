package main

import (
	"net/http"
	"os"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// reconfigure refuses what a vCenter refuses: a name that is taken, a disk that another running machine writes to, a
// network or a file that is not there.
func (g *gate) reconfigure(w http.ResponseWriter, call request) {
	vm, isVM := findVM(call.this)
	method, err := simulator.UnmarshalBody(types.TypeFunc(), call.body)
	if err != nil || !isVM {
		writeFault(w, "The machine is gone.", &types.ManagedObjectNotFound{Obj: call.this})
		return
	}
	req := method.Body.(*types.ReconfigVM_Task)
	task := simulator.CreateTask(vm, "reconfigure", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		g.site.mutex.Lock()
		defer g.site.mutex.Unlock()
		if fault := cannotReconfigure(vm, &req.Spec); fault != nil {
			return nil, fault
		}
		var inner *simulator.Task
		simulator.Map.WithLock(vm, func() {
			replaceOptions(vm, req.Spec.ExtraConfig)
			body := vm.ReconfigVMTask(innerContext(), req).(*methods.ReconfigVM_TaskBody)
			inner = simulator.Map.Get(body.Res.Returnval).(*simulator.Task)
			if inner.Info.Error == nil {
				useDatastores(vm)
			}
		})
		if inner.Info.Error != nil {
			return nil, inner.Info.Error.Fault
		}
		return nil, nil
	})
	writeTask(w, call.method, task.Run())
}

func cannotReconfigure(vm *simulator.VirtualMachine, spec *types.VirtualMachineConfigSpec) types.BaseMethodFault {
	if folder, ok := simulator.Map.Get(*vm.Parent).(*simulator.Folder); ok && spec.Name != "" && spec.Name != vm.Name {
		if child := simulator.Map.FindByName(spec.Name, folder.ChildEntity); child != nil {
			return &types.DuplicateName{Name: spec.Name, Object: child.Reference()}
		}
	}
	for _, change := range spec.DeviceChange {
		device := change.GetVirtualDeviceConfigSpec()
		disk, isDisk := device.Device.(*types.VirtualDisk)
		if !isDisk || device.Operation != types.VirtualDeviceConfigSpecOperationAdd {
			continue
		}
		if fault := cannotAttach(vm, disk, device.FileOperation); fault != nil {
			return fault
		}
	}
	return checkDevices(spec.DeviceChange)
}

func cannotAttach(
	vm *simulator.VirtualMachine, disk *types.VirtualDisk, operation types.VirtualDeviceConfigSpecFileOperation,
) types.BaseMethodFault {
	backing, ok := disk.Backing.(types.BaseVirtualDeviceFileBackingInfo)
	if !ok {
		return &types.InvalidDeviceBacking{}
	}
	name := backing.GetVirtualDeviceFileBackingInfo().FileName
	var path object.DatastorePath
	path.FromString(name)
	host := simulator.Map.Get(*vm.Runtime.Host).(*simulator.HostSystem)
	ds, isThere := simulator.Map.FindByName(path.Datastore, host.Datastore).(*simulator.Datastore)
	if !isThere {
		return &types.InvalidDatastore{Name: path.Datastore}
	}
	_, err := os.Stat(hostPath(ds, name))
	if operation == types.VirtualDeviceConfigSpecFileOperationCreate {
		if err == nil {
			return &types.FileAlreadyExists{FileFault: types.FileFault{File: name}}
		}
		return nil
	}
	if err != nil {
		return &types.FileNotFound{FileFault: types.FileFault{File: name}}
	}
	if lockedBy(name, vm) != nil {
		return &types.FileLocked{FileFault: types.FileFault{File: name}}
	}
	disk.CapacityInKB, disk.CapacityInBytes = capacityOf(name, 1<<20)
	return nil
}

// lockedBy finds another running machine that writes to the file.
func lockedBy(name string, except *simulator.VirtualMachine) *simulator.VirtualMachine {
	for _, entity := range simulator.Map.All("VirtualMachine") {
		vm := entity.(*simulator.VirtualMachine)
		if vm.Self != except.Self && vm.Runtime.PowerState == "poweredOn" && diskAt(vm, name) != nil {
			return vm
		}
	}
	return nil
}

func diskAt(vm *simulator.VirtualMachine, name string) *types.VirtualDisk {
	for _, device := range vm.Config.Hardware.Device {
		disk, isDisk := device.(*types.VirtualDisk)
		if !isDisk {
			continue
		}
		backing, ok := disk.Backing.(types.BaseVirtualDeviceFileBackingInfo)
		if ok && backing.GetVirtualDeviceFileBackingInfo().FileName == name {
			return disk
		}
	}
	return nil
}

// capacityOf is what another machine says of the file, which has no header to read.
func capacityOf(name string, otherwiseKB int64) (kib, bytes int64) {
	for _, entity := range simulator.Map.All("VirtualMachine") {
		if disk := diskAt(entity.(*simulator.VirtualMachine), name); disk != nil {
			return disk.CapacityInKB, disk.CapacityInKB * 1024
		}
	}
	return otherwiseKB, otherwiseKB * 1024
}

// replaceOptions takes out what is set anew; the stock call would keep both.
func replaceOptions(vm *simulator.VirtualMachine, options []types.BaseOptionValue) {
	set := map[string]bool{}
	for _, option := range options {
		set[option.GetOptionValue().Key] = true
	}
	kept := []types.BaseOptionValue{}
	for _, option := range vm.Config.ExtraConfig {
		if !set[option.GetOptionValue().Key] {
			kept = append(kept, option)
		}
	}
	vm.Config.ExtraConfig = kept
}

// useDatastores makes the machine's datastores those that its home and disks lie on.
func useDatastores(vm *simulator.VirtualMachine) {
	host := simulator.Map.Get(*vm.Runtime.Host).(*simulator.HostSystem)
	used := []types.ManagedObjectReference{}
	use := func(name string) {
		var path object.DatastorePath
		path.FromString(name)
		ds, ok := simulator.Map.FindByName(path.Datastore, host.Datastore).(*simulator.Datastore)
		if !ok || simulator.FindReference(used, ds.Self) != nil {
			return
		}
		used = append(used, ds.Self)
		simulator.Map.AddReference(ds, &ds.Vm, vm.Self)
	}
	use(vm.Config.Files.VmPathName)
	for _, device := range vm.Config.Hardware.Device {
		if backing, ok := device.GetVirtualDevice().Backing.(types.BaseVirtualDeviceFileBackingInfo); ok {
			use(backing.GetVirtualDeviceFileBackingInfo().FileName)
		}
	}
	for _, ref := range vm.Datastore {
		if ds, ok := simulator.Map.Get(ref).(*simulator.Datastore); ok && simulator.FindReference(used, ref) == nil {
			simulator.Map.RemoveReference(ds, &ds.Vm, vm.Self)
		}
	}
	simulator.Map.Update(vm, []types.PropertyChange{{Name: "datastore", Val: used}})
}
