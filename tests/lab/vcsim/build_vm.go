package main

import (
	"fmt"
	"time"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// Fixed, so that two starts of a lab differ in nothing.
var installedAt = time.Date(2024, 3, 1, 8, 0, 0, 0, time.UTC)

// addVMs makes the next n virtual machines and answers their names.
func (s *site) addVMs(n int) []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	names := []string{}
	for i := 0; i < n; i++ {
		vm := shapeOf(s, s.nextVM)
		s.nextVM++
		addSnapshots(s.place(s.buildVM(vm), s.vmFolders[vm.folder].Reference()), vm.snapshots)
		names = append(names, vm.name)
	}
	return names
}

func (s *site) buildVM(d shape) *mo.VirtualMachine {
	cluster := s.clusters[d.cluster]
	host, local := cluster.hosts[d.host].ref, cluster.hosts[d.host].local
	home := local
	if d.datastore >= 0 {
		home = s.datastores[d.datastore]
	}
	devices := s.devices(d, home, local)
	dir := fmt.Sprintf("[%s] %s", home.Name, d.name)
	defaults := types.DefaultResourceConfigSpec()

	vm := &mo.VirtualMachine{}
	vm.Name = d.name
	vm.Config = &types.VirtualMachineConfigInfo{
		ChangeVersion: installedAt.Format(time.RFC3339Nano), Modified: installedAt, CreateDate: &installedAt,
		Name: d.name, GuestId: d.guest.id, GuestFullName: d.guest.fullName, Version: d.hardware, Firmware: d.firmware,
		Uuid: d.biosUUID, InstanceUuid: d.instanceUUID, Template: d.template, AlternateGuestName: "",
		Annotation: fmt.Sprintf("Owner: team-%d\nCost <centre> & more", d.index%7),
		Files: types.VirtualMachineFileInfo{
			VmPathName: dir + "/" + d.name + ".vmx", SnapshotDirectory: dir + "/", SuspendDirectory: dir + "/", LogDirectory: dir + "/",
		},
		Hardware: types.VirtualHardware{
			NumCPU: d.cpus, NumCoresPerSocket: d.coresPerSocket, MemoryMB: d.memoryMB, Device: devices,
			VirtualICH7MPresent: types.NewBool(false), VirtualSMCPresent: types.NewBool(false),
		},
		Tools: &types.ToolsConfigInfo{ToolsVersion: 12325}, BootOptions: &types.VirtualMachineBootOptions{},
		CpuAllocation: &defaults.CpuAllocation, MemoryAllocation: &defaults.MemoryAllocation,
		ChangeTrackingEnabled: types.NewBool(d.index%2 == 0),
		ExtraConfig:           []types.BaseOptionValue{&types.OptionValue{Key: "nvram", Value: d.name + ".nvram"}},
	}
	if d.firmware == "efi" {
		vm.Config.BootOptions.EfiSecureBootEnabled = types.NewBool(d.vtpm)
	}
	vm.Runtime = types.VirtualMachineRuntimeInfo{
		Host: &host, ConnectionState: "connected", PowerState: types.VirtualMachinePowerState(d.power), MaxCpuUsage: d.cpus * 2400, MaxMemoryUsage: d.memoryMB,
	}
	if d.power == "poweredOn" {
		vm.Runtime.BootTime = &installedAt
	}
	if !d.template {
		pool := cluster.pools[d.pool]
		vm.ResourcePool = &pool
	}
	vm.EnvironmentBrowser = *simulator.Map.Get(cluster.ref).(*simulator.ClusterComputeResource).EnvironmentBrowser
	s.describeGuest(vm, d)
	s.describeStorage(vm, d, home)
	s.describeSummary(vm, d)
	return vm
}

func (s *site) describeGuest(vm *mo.VirtualMachine, d shape) {
	running := vm.Runtime.PowerState == "poweredOn" && d.tools != "toolsNotInstalled"
	vm.Guest = &types.GuestInfo{
		ToolsStatus: types.VirtualMachineToolsStatus(d.tools), ToolsRunningStatus: "guestToolsNotRunning", ToolsVersion: "12325",
		GuestState: "notRunning", GuestId: d.guest.id, GuestFullName: d.guest.fullName,
	}
	if d.tools == "toolsNotInstalled" {
		vm.Guest.ToolsVersion = "0"
	}
	for i, nic := range d.nics {
		info := types.GuestNicInfo{
			Network: s.networks[nic.network%len(s.networks)].name, MacAddress: nic.mac, Connected: nic.connected, DeviceConfigId: keyNIC + int32(i),
		}
		if running && nic.connected {
			info.IpAddress = []string{
				fmt.Sprintf("10.%d.%d.%d", 20+i, d.index/250%250, d.index%250+2), fmt.Sprintf("fe80::250:56ff:fe80:%x", d.index),
			}
		}
		vm.Guest.Net = append(vm.Guest.Net, info)
	}
	if running {
		vm.Guest.ToolsRunningStatus, vm.Guest.GuestState = "guestToolsRunning", "running"
		vm.Guest.HostName = fmt.Sprintf("host-%s-%05d.lab.example", s.name, d.index)
		if ips := vm.Guest.Net[0].IpAddress; len(ips) > 0 {
			vm.Guest.IpAddress = ips[0]
		}
	}
}

func (s *site) describeSummary(vm *mo.VirtualMachine, d shape) {
	disks := len(object.VirtualDeviceList(vm.Config.Hardware.Device).SelectByType((*types.VirtualDisk)(nil)))
	vm.Summary = types.VirtualMachineSummary{
		Vm: &vm.Self, Runtime: vm.Runtime, OverallStatus: "green", Storage: vm.Summary.Storage,
		Guest: &types.VirtualMachineGuestSummary{
			GuestId: d.guest.id, GuestFullName: d.guest.fullName, ToolsStatus: vm.Guest.ToolsStatus,
			ToolsRunningStatus: vm.Guest.ToolsRunningStatus, HostName: vm.Guest.HostName, IpAddress: vm.Guest.IpAddress,
		},
		Config: types.VirtualMachineConfigSummary{
			Name: d.name, Template: d.template, VmPathName: vm.Config.Files.VmPathName, MemorySizeMB: d.memoryMB, NumCpu: d.cpus,
			NumEthernetCards: int32(len(d.nics)), NumVirtualDisks: int32(disks), Uuid: d.biosUUID, InstanceUuid: d.instanceUUID,
			GuestId: d.guest.id, GuestFullName: d.guest.fullName, Annotation: vm.Config.Annotation, TpmPresent: types.NewBool(d.vtpm),
		},
	}
}

// addSnapshots gives the machine a chain of snapshots; it must be in the inventory already.
func addSnapshots(vm *simulator.VirtualMachine, count int) {
	var tree []types.VirtualMachineSnapshotTree
	level := &tree
	for i := 1; i <= count; i++ {
		snapshot := &simulator.VirtualMachineSnapshot{}
		snapshot.Vm, snapshot.Config = vm.Self, *vm.Config
		ref := simulator.Map.Put(snapshot).Reference()
		*level = []types.VirtualMachineSnapshotTree{{
			Snapshot: ref, Vm: vm.Self, Name: fmt.Sprintf("before <patch> %d", i), Description: "made by the lab & kept", Id: int32(i),
			CreateTime: installedAt.AddDate(0, i, 0), State: vm.Runtime.PowerState, ReplaySupported: types.NewBool(false),
		}}
		vm.Snapshot = &types.VirtualMachineSnapshotInfo{CurrentSnapshot: &ref}
		vm.RootSnapshot = vm.RootSnapshot[:0]
		level = &(*level)[0].ChildSnapshotList
	}
	if count > 0 {
		vm.Snapshot.RootSnapshotList = tree
		vm.RootSnapshot = []types.ManagedObjectReference{tree[0].Snapshot}
	}
}
