package main

import (
	"fmt"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/esx"
	"github.com/vmware/govmomi/vim25/types"
)

// Device keys as vSphere numbers them.
const (
	keyPCI, keyIDE, keyCDROM, keyNIC, keyTPM = 100, 200, 3000, 4000, 11000
)

var controllerKeys = map[string]struct{ controller, disk int32 }{
	"pvscsi": {1000, 2000}, "lsilogic": {1000, 2000}, "lsisas": {1000, 2000}, "ahci": {15000, 16000}, "nvme": {31000, 32000},
}

// devices makes the machine's hardware and, for each disk, the name of its descriptor on a datastore.
func (s *site) devices(vm shape, home *simulator.Datastore, local *simulator.Datastore) object.VirtualDeviceList {
	list := append(object.VirtualDeviceList{}, esx.VirtualDevice...)
	buses := map[int32]int32{}
	disk := 0
	for _, shape := range vm.controllers {
		keys := controllerKeys[shape.kind]
		bus := buses[keys.controller]
		buses[keys.controller]++
		controller := makeController(shape.kind, keys.controller+bus, bus)
		base := controller.(types.BaseVirtualController).GetVirtualController()
		for position, d := range shape.disks {
			unit := int32(position)
			if unit >= 7 {
				unit++ // unit 7 is the SCSI controller itself
			}
			ds := home
			if d.datastore >= 0 {
				ds = s.datastores[d.datastore]
			}
			key := keys.disk + bus*16 + unit
			base.Device = append(base.Device, key)
			list = append(list, makeDisk(vm, d, disk, key, keys.controller+bus, unit, ds))
			disk++
		}
		list = append(list, controller)
	}
	if vm.cdrom {
		list = append(list, &types.VirtualCdrom{VirtualDevice: types.VirtualDevice{
			Key: keyCDROM, ControllerKey: keyIDE, UnitNumber: types.NewInt32(0), DeviceInfo: describe("CD/DVD drive 1", "Remote device"),
			Backing:     &types.VirtualCdromRemotePassthroughBackingInfo{},
			Connectable: &types.VirtualDeviceConnectInfo{AllowGuestControl: true},
		}})
	}
	if vm.vtpm {
		list = append(list, &types.VirtualTPM{VirtualDevice: types.VirtualDevice{Key: keyTPM, DeviceInfo: describe("Virtual TPM", "Trusted Platform Module")}})
	}
	for i, nic := range vm.nics {
		list = append(list, s.makeNIC(nic, int32(i), vm.power == "poweredOn"))
	}
	return list
}

func describe(label, summary string) *types.Description {
	return &types.Description{Label: label, Summary: summary}
}

func makeController(kind string, key, bus int32) types.BaseVirtualDevice {
	base := types.VirtualController{
		VirtualDevice: types.VirtualDevice{Key: key, ControllerKey: keyPCI},
		BusNumber:     bus,
	}
	scsi := types.VirtualSCSIController{VirtualController: base, SharedBus: "noSharing", ScsiCtlrUnitNumber: 7, HotAddRemove: types.NewBool(true)}
	label := func(name, summary string) *types.Description {
		return describe(fmt.Sprintf("%s %d", name, bus), summary)
	}
	switch kind {
	case "lsilogic":
		scsi.DeviceInfo = label("SCSI controller", "LSI Logic")
		return &types.VirtualLsiLogicController{VirtualSCSIController: scsi}
	case "lsisas":
		scsi.DeviceInfo = label("SCSI controller", "LSI Logic SAS")
		return &types.VirtualLsiLogicSASController{VirtualSCSIController: scsi}
	case "nvme":
		base.DeviceInfo = label("NVME controller", "NVME controller")
		return &types.VirtualNVMEController{VirtualController: base}
	case "ahci":
		base.DeviceInfo = label("SATA controller", "AHCI")
		return &types.VirtualAHCIController{VirtualSATAController: types.VirtualSATAController{VirtualController: base}}
	default:
		scsi.DeviceInfo = label("SCSI controller", "VMware paravirtual SCSI")
		return &types.ParaVirtualSCSIController{VirtualSCSIController: scsi}
	}
}

func makeDisk(vm shape, d diskShape, number int, key, controller, unit int32, ds *simulator.Datastore) *types.VirtualDisk {
	file := vm.name + ".vmdk"
	if number > 0 {
		file = fmt.Sprintf("%s_%d.vmdk", vm.name, number)
	}
	return &types.VirtualDisk{
		VirtualDevice: types.VirtualDevice{
			Key: key, ControllerKey: controller, UnitNumber: types.NewInt32(unit),
			DeviceInfo: describe(fmt.Sprintf("Hard disk %d", number+1), fmt.Sprintf("%d KB", d.capacityKB)),
			Backing: &types.VirtualDiskFlatVer2BackingInfo{
				VirtualDeviceFileBackingInfo: types.VirtualDeviceFileBackingInfo{
					FileName: fmt.Sprintf("[%s] %s/%s", ds.Name, vm.name, file), Datastore: &ds.Self,
				},
				DiskMode: d.mode, ThinProvisioned: types.NewBool(d.thin), Split: types.NewBool(false), WriteThrough: types.NewBool(false),
				Uuid: "6000C29" + strings.ReplaceAll(vm.biosUUID, "-", "")[:20] + fmt.Sprintf("%05d", number), Sharing: "sharingNone",
			},
		},
		CapacityInKB: d.capacityKB, CapacityInBytes: d.capacityKB * 1024,
		Shares: &types.SharesInfo{Shares: 1000, Level: "normal"},
	}
}

func (s *site) makeNIC(nic nicShape, number int32, poweredOn bool) types.BaseVirtualDevice {
	net := s.networks[nic.network%len(s.networks)]
	card := types.VirtualEthernetCard{
		VirtualDevice: types.VirtualDevice{
			Key: keyNIC + number, ControllerKey: keyPCI, UnitNumber: types.NewInt32(7 + number),
			DeviceInfo: describe(fmt.Sprintf("Network adapter %d", number+1), net.name),
			Connectable: &types.VirtualDeviceConnectInfo{
				StartConnected: nic.connected, Connected: nic.connected && poweredOn, AllowGuestControl: true, Status: "ok",
			},
		},
		AddressType: "assigned", MacAddress: nic.mac, WakeOnLanEnabled: types.NewBool(true),
	}
	if net.switchUUID != "" {
		card.DeviceInfo = describe(fmt.Sprintf("Network adapter %d", number+1), "DVSwitch: "+net.switchUUID)
		card.Backing = &types.VirtualEthernetCardDistributedVirtualPortBackingInfo{Port: types.DistributedVirtualSwitchPortConnection{
			SwitchUuid: net.switchUUID, PortgroupKey: net.ref.Value, PortKey: "1",
		}}
	} else {
		ref := net.ref
		card.Backing = &types.VirtualEthernetCardNetworkBackingInfo{
			VirtualDeviceDeviceBackingInfo: types.VirtualDeviceDeviceBackingInfo{DeviceName: net.name}, Network: &ref,
		}
	}
	switch nic.kind {
	case "e1000":
		return &types.VirtualE1000{VirtualEthernetCard: card}
	case "e1000e":
		return &types.VirtualE1000e{VirtualEthernetCard: card}
	default:
		return &types.VirtualVmxnet3{VirtualVmxnet: types.VirtualVmxnet{VirtualEthernetCard: card}}
	}
}
