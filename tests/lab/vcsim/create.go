package main

import (
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// createVM refuses what a vCenter refuses; the stock call drops the connection instead, or makes it all the same.
func (g *gate) createVM(w http.ResponseWriter, call request) {
	folder, isFolder := simulator.Map.Get(call.this).(*simulator.Folder)
	method, err := simulator.UnmarshalBody(types.TypeFunc(), call.body)
	if err != nil || !isFolder {
		writeFault(w, "The folder is gone.", &types.ManagedObjectNotFound{Obj: call.this})
		return
	}
	req := method.Body.(*types.CreateVM_Task)
	task := simulator.CreateTask(folder, "createVm", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		// Two of the same name at once: the second one sees the first.
		g.site.mutex.Lock()
		defer g.site.mutex.Unlock()
		if fault := g.site.cannotCreate(folder, req); fault != nil {
			return nil, fault
		}
		body := folder.CreateVMTask(innerContext(), req).(*methods.CreateVM_TaskBody)
		inner := simulator.Map.Get(body.Res.Returnval).(*simulator.Task)
		if inner.Info.Error != nil {
			return nil, inner.Info.Error.Fault
		}
		vm, _ := findVM(inner.Info.Result.(types.ManagedObjectReference))
		vm.RefreshStorageInfo(innerContext(), nil)
		simulator.Map.WithLock(vm, func() { finishNew(vm, &req.Config) })
		return vm.Self, nil
	})
	writeTask(w, call.method, task.Run())
}

func (s *site) cannotCreate(folder *simulator.Folder, req *types.CreateVM_Task) types.BaseMethodFault {
	if child := simulator.Map.FindByName(req.Config.Name, folder.ChildEntity); child != nil {
		return &types.DuplicateName{Name: req.Config.Name, Object: child.Reference()}
	}
	pool, isPool := simulator.Map.Get(req.Pool).(*simulator.ResourcePool)
	if !isPool {
		return &types.ManagedObjectNotFound{Obj: req.Pool}
	}
	cluster := simulator.Map.Get(pool.Owner).(*simulator.ClusterComputeResource)
	if req.Config.Files == nil {
		return &types.InvalidVmConfig{Property: "configSpec.files.vmPathName"}
	}
	var home object.DatastorePath
	home.FromString(req.Config.Files.VmPathName)
	ds, isThere := simulator.Map.FindByName(home.Datastore, cluster.Datastore).(*simulator.Datastore)
	if !isThere {
		return &types.InvalidDatastore{Name: home.Datastore}
	}
	if req.Host == nil {
		req.Host = hostThatSees(cluster, ds)
	}
	if req.Host == nil || simulator.FindReference(cluster.Host, *req.Host) == nil || !sees(*req.Host, ds) {
		return &types.InvalidArgument{InvalidProperty: "host"}
	}
	if home.Path == "" {
		name := freeFolder(ds, req.Config.Name)
		req.Config.Files.VmPathName = fmt.Sprintf("[%s] %s/%s.vmx", ds.Name, name, req.Config.Name)
	}
	return checkDevices(req.Config.DeviceChange)
}

// finishNew corrects what the stock call makes up: an instance UUID that depends on the path, an option of its own,
// and empty files that are said to lie elsewhere.
func finishNew(vm *simulator.VirtualMachine, spec *types.VirtualMachineConfigSpec) {
	id := uuid.New().String()
	vm.Config.InstanceUuid, vm.Summary.Config.InstanceUuid = id, id
	vm.Config.ExtraConfig = append([]types.BaseOptionValue{}, spec.ExtraConfig...)
	vm.Guest.Net = nil
	dir := path.Dir(vm.Config.Files.VmPathName)
	vm.Config.Files.LogDirectory, vm.Config.Files.SnapshotDirectory, vm.Config.Files.SuspendDirectory = dir, dir, dir
	vm.LayoutEx.File = filesOf(vm, dir)
	vm.Runtime.ConsolidationNeeded = types.NewBool(false)
	if vm.Config.BootOptions == nil {
		vm.Config.BootOptions = &types.VirtualMachineBootOptions{}
	}
}

// filesOf fills the machine's files, so that each has a size, and answers them with their whole paths.
func filesOf(vm *simulator.VirtualMachine, dir string) (files []types.VirtualMachineFileLayoutExFileInfo) {
	ds := simulator.Map.Get(vm.Datastore[0]).(*simulator.Datastore)
	kinds := map[string]string{".vmx": "config", ".nvram": "nvram", ".log": "log"}
	content := []byte(strings.Repeat("#\n", 1536))
	entries, _ := os.ReadDir(hostPath(ds, dir))
	for i, entry := range entries {
		name := dir + "/" + entry.Name()
		_ = os.WriteFile(hostPath(ds, name), content, 0o600)
		files = append(files, types.VirtualMachineFileLayoutExFileInfo{
			Key: int32(i), Name: name, Type: kinds[path.Ext(name)], Size: int64(len(content)), UniqueSize: int64(len(content)),
			Accessible: types.NewBool(true),
		})
	}
	return files
}

func hostThatSees(cluster *simulator.ClusterComputeResource, ds *simulator.Datastore) *types.ManagedObjectReference {
	for i := range cluster.Host {
		if sees(cluster.Host[i], ds) {
			return &cluster.Host[i]
		}
	}
	return nil
}

func sees(host types.ManagedObjectReference, ds *simulator.Datastore) bool {
	for _, mount := range ds.Host {
		if mount.Key == host {
			return true
		}
	}
	return false
}

// freeFolder numbers a folder whose name is taken as a vCenter does: web, web_1, web_2.
func freeFolder(ds *simulator.Datastore, wanted string) string {
	name := wanted
	for i := 1; ; i++ {
		if _, err := os.Stat(filepath.Join(ds.Summary.Url, name)); os.IsNotExist(err) {
			return name
		}
		name = fmt.Sprintf("%s_%d", wanted, i)
	}
}

// checkDevices refuses NICs on networks that are not there and gives each device the description that edits need.
func checkDevices(changes []types.BaseVirtualDeviceConfigSpec) types.BaseMethodFault {
	for i, change := range changes {
		spec := change.GetVirtualDeviceConfigSpec()
		device := spec.Device.GetVirtualDevice()
		if device.DeviceInfo == nil && spec.Operation == types.VirtualDeviceConfigSpecOperationEdit {
			device.DeviceInfo = &types.Description{}
		}
		invalid := &types.InvalidDeviceBacking{InvalidDeviceSpec: types.InvalidDeviceSpec{DeviceIndex: int32(i)}}
		switch backing := device.Backing.(type) {
		case *types.VirtualEthernetCardNetworkBackingInfo:
			if !isNetwork(backing.DeviceName) {
				return invalid
			}
		case *types.VirtualEthernetCardDistributedVirtualPortBackingInfo:
			group := types.ManagedObjectReference{Type: "DistributedVirtualPortgroup", Value: backing.Port.PortgroupKey}
			if simulator.Map.Get(group) == nil || backing.Port.SwitchUuid == "" {
				return invalid
			}
		}
	}
	return nil
}

func isNetwork(name string) bool {
	for _, entity := range simulator.Map.All("Network") {
		if network, ok := entity.(mo.Entity); ok && network.Entity().Name == name {
			return true
		}
	}
	return false
}
