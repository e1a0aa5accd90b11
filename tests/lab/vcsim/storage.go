package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// describeStorage makes the machine's files and what vSphere says about them. The files are sparse: the simulator reads
// their sizes again after every reconfiguration, so they must be there and as large as claimed.
func (s *site) describeStorage(vm *mo.VirtualMachine, d shape, home *simulator.Datastore) {
	vm.Layout = &types.VirtualMachineFileLayout{}
	vm.LayoutEx = &types.VirtualMachineFileLayoutEx{Timestamp: installedAt}
	vm.Storage = &types.VirtualMachineStorageInfo{Timestamp: installedAt}
	vm.Summary.Storage = &types.VirtualMachineStorageSummary{Timestamp: installedAt}
	usage := map[types.ManagedObjectReference]*types.VirtualMachineUsageOnDatastore{}
	var order []types.ManagedObjectReference

	add := func(ds *simulator.Datastore, name, kind string, size, uncommitted int64) int32 {
		if usage[ds.Self] == nil {
			usage[ds.Self] = &types.VirtualMachineUsageOnDatastore{Datastore: ds.Self}
			order = append(order, ds.Self)
		}
		usage[ds.Self].Committed += size
		usage[ds.Self].Uncommitted += uncommitted
		usage[ds.Self].Unshared += size
		key := int32(len(vm.LayoutEx.File))
		vm.LayoutEx.File = append(vm.LayoutEx.File, types.VirtualMachineFileLayoutExFileInfo{
			Key: key, Name: name, Type: kind, Size: size, UniqueSize: size, Accessible: types.NewBool(true),
		})
		makeSparse(ds, name, size)
		return key
	}

	stem := strings.TrimSuffix(vm.Config.Files.VmPathName, ".vmx")
	add(home, stem+".vmx", "config", 3072, 0)
	add(home, stem+".nvram", "nvram", 270840, 0)
	add(home, vm.Config.Files.LogDirectory+"vmware.log", "log", 187_000, 0)
	vm.Layout.LogFile = []string{"vmware.log"}

	var shapes []diskShape
	for _, controller := range d.controllers {
		shapes = append(shapes, controller.disks...)
	}
	for i, device := range object.VirtualDeviceList(vm.Config.Hardware.Device).SelectByType((*types.VirtualDisk)(nil)) {
		backing := device.GetVirtualDevice().Backing.(*types.VirtualDiskFlatVer2BackingInfo)
		ds := simulator.Map.Get(*backing.Datastore).(*simulator.Datastore)
		descriptor := add(ds, backing.FileName, "diskDescriptor", 512, 0)
		used, capacity := shapes[i].usedKB*1024, shapes[i].capacityKB*1024
		extent := add(ds, strings.TrimSuffix(backing.FileName, ".vmdk")+"-flat.vmdk", "diskExtent", used, capacity-used)
		key := device.GetVirtualDevice().Key
		vm.Layout.Disk = append(vm.Layout.Disk, types.VirtualMachineFileLayoutDiskLayout{Key: key, DiskFile: []string{backing.FileName}})
		vm.LayoutEx.Disk = append(vm.LayoutEx.Disk, types.VirtualMachineFileLayoutExDiskLayout{
			Key: key, Chain: []types.VirtualMachineFileLayoutExDiskUnit{{FileKey: []int32{descriptor, extent}}},
		})
	}
	vm.Datastore = order
	for _, ref := range order {
		vm.Storage.PerDatastoreUsage = append(vm.Storage.PerDatastoreUsage, *usage[ref])
		vm.Summary.Storage.Committed += usage[ref].Committed
		vm.Summary.Storage.Uncommitted += usage[ref].Uncommitted
		vm.Summary.Storage.Unshared += usage[ref].Unshared
	}
}

// hostPath is where a datastore's file lies on this machine.
func hostPath(ds *simulator.Datastore, name string) string {
	var parsed object.DatastorePath
	parsed.FromString(name)
	return filepath.Join(ds.Summary.Url, parsed.Path)
}

func makeSparse(ds *simulator.Datastore, name string, size int64) {
	file := hostPath(ds, name)
	handle, err := os.Create(file)
	if os.IsNotExist(err) {
		_ = os.MkdirAll(filepath.Dir(file), 0o700)
		handle, err = os.Create(file)
	}
	if err != nil {
		return
	}
	_ = handle.Truncate(size)
	_ = handle.Close()
}
