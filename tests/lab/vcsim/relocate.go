package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// relocate lets the simulator move the machine, then moves its files and rewrites every path: the stock call leaves
// them pointing at the old datastore.
func (g *gate) relocate(w http.ResponseWriter, r *http.Request, call request) {
	method, err := simulator.UnmarshalBody(types.TypeFunc(), call.body)
	vm, isVM := findVM(call.this)
	if err != nil || !isVM {
		g.inner.ServeHTTP(w, r)
		return
	}
	req := method.Body.(*types.RelocateVM_Task)
	if req.Spec.Datastore == nil {
		g.inner.ServeHTTP(w, r)
		return
	}
	target, ok := simulator.Map.Get(*req.Spec.Datastore).(*simulator.Datastore)
	if !ok {
		writeFault(w, "The datastore is gone.", &types.ManagedObjectNotFound{Obj: *req.Spec.Datastore})
		return
	}
	if !sees(*vm.Runtime.Host, target) {
		failAtOnce(w, vm, call, &types.InvalidDatastore{Datastore: &target.Self, Name: target.Name})
		return
	}
	if needed := bytesElsewhere(vm, target); needed > target.Summary.FreeSpace {
		failAtOnce(w, vm, call, &types.NoDiskSpace{FileFault: types.FileFault{File: target.Name}, Datastore: target.Name})
		return
	}
	old := append([]types.ManagedObjectReference{}, vm.Datastore...)
	g.inner.ServeHTTP(w, r)
	simulator.Map.WithLock(vm, func() { moveFiles(vm, target) })
	for _, ref := range old {
		if ds, ok := simulator.Map.Get(ref).(*simulator.Datastore); ok && ref != target.Self {
			simulator.Map.RemoveReference(ds, &ds.Vm, vm.Self)
		}
	}
	simulator.Map.AddReference(target, &target.Vm, vm.Self)
}

func moveFiles(vm *simulator.VirtualMachine, target *simulator.Datastore) {
	names := map[string]*simulator.Datastore{}
	for _, entity := range simulator.Map.All("Datastore") {
		ds := entity.(*simulator.Datastore)
		names[ds.Name] = ds
	}
	folders := map[string]string{} // where they are taken, files of one folder get another together
	move := func(name string) string {
		end := strings.Index(name, "] ")
		if !strings.HasPrefix(name, "[") || end < 0 || name[1:end] == target.Name {
			return name
		}
		folder, rest, _ := strings.Cut(name[end+2:], "/")
		if folders[folder] == "" {
			folders[folder] = freeFolder(target, folder)
		}
		moved := "[" + target.Name + "] " + folders[folder] + "/" + rest
		if source := names[name[1:end]]; source != nil && source != target && !strings.HasSuffix(name, "/") {
			file := hostPath(target, moved)
			_ = os.MkdirAll(filepath.Dir(file), 0o700)
			_ = os.Rename(hostPath(source, name), file)
			_ = os.Remove(filepath.Dir(hostPath(source, name))) // goes when it is empty
		}
		return moved
	}
	files := &vm.Config.Files
	for _, name := range []*string{&files.VmPathName, &files.LogDirectory, &files.SnapshotDirectory, &files.SuspendDirectory} {
		*name = move(*name)
	}
	vm.Summary.Config.VmPathName = files.VmPathName
	for _, device := range vm.Config.Hardware.Device {
		if backing, ok := device.GetVirtualDevice().Backing.(types.BaseVirtualDeviceFileBackingInfo); ok {
			info := backing.GetVirtualDeviceFileBackingInfo()
			info.FileName, info.Datastore = move(info.FileName), &target.Self
		}
	}
	for i := range vm.LayoutEx.File {
		vm.LayoutEx.File[i].Name = move(vm.LayoutEx.File[i].Name)
	}
	for i := range vm.Layout.Disk {
		for j := range vm.Layout.Disk[i].DiskFile {
			vm.Layout.Disk[i].DiskFile[j] = move(vm.Layout.Disk[i].DiskFile[j])
		}
	}
	total := types.VirtualMachineUsageOnDatastore{Datastore: target.Self}
	for _, usage := range vm.Storage.PerDatastoreUsage {
		total.Committed += usage.Committed
		total.Uncommitted += usage.Uncommitted
		total.Unshared += usage.Unshared
	}
	simulator.Map.Update(vm, []types.PropertyChange{
		{Name: "datastore", Val: []types.ManagedObjectReference{target.Self}},
		{Name: "storage.perDatastoreUsage", Val: []types.VirtualMachineUsageOnDatastore{total}},
		{Name: "summary.config.vmPathName", Val: files.VmPathName},
	})
}

func failAtOnce(w http.ResponseWriter, vm *simulator.VirtualMachine, call request, fault types.BaseMethodFault) {
	task := simulator.CreateTask(vm, "relocate", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		return nil, fault
	})
	writeTask(w, call.method, task.Run())
}

func bytesElsewhere(vm *simulator.VirtualMachine, target *simulator.Datastore) (total int64) {
	for _, usage := range vm.Storage.PerDatastoreUsage {
		if usage.Datastore != target.Self {
			total += usage.Committed
		}
	}
	return total
}
