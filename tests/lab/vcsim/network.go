package main

import (
	"context"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// network is something a NIC can be backed by; switchUUID is set for distributed portgroups only.
type network struct {
	ref              types.ManagedObjectReference
	name, switchUUID string
}

var standardNetworks = []string{"prod-10", "dmz-20", "isolated-test"}
var distributedPortgroups = []string{"dv-prod-110", "dv-db-120", "dv-test-130"}

func (s *site) buildNetworks(ctx context.Context, client *vim25.Client, folder *object.Folder) error {
	for _, name := range standardNetworks {
		s.addStandardNetwork(folder.Reference(), name)
	}
	if err := s.buildDistributedSwitch(ctx, client, folder); err != nil {
		return err
	}
	wanted := map[string]bool{"VM Network": true}
	for _, name := range append(append([]string{}, standardNetworks...), distributedPortgroups...) {
		wanted[name] = true
	}
	children := simulator.Map.Get(folder.Reference()).(*simulator.Folder).ChildEntity
	for _, ref := range children {
		found := network{ref: ref}
		switch entity := simulator.Map.Get(ref).(type) {
		case *simulator.DistributedVirtualPortgroup:
			found.name = entity.Name
			found.switchUUID = simulator.Map.Get(*entity.Config.DistributedVirtualSwitch).(*simulator.DistributedVirtualSwitch).Uuid
		default:
			found.name = entityName(ref)
		}
		if wanted[found.name] {
			s.networks = append(s.networks, found)
		}
	}
	return nil
}

// addStandardNetwork makes a port group on vSwitch0 of every host. Not through AddPortGroup: the simulator refuses the
// name on the second host, where a vCenter shows the same network.
func (s *site) addStandardNetwork(folderRef types.ManagedObjectReference, name string) {
	folder := simulator.Map.Get(folderRef).(*simulator.Folder)
	net := &mo.Network{}
	net.Name = name
	net.Entity().Name = name
	simulator.Map.PutEntity(folder, net)
	net.Summary = &types.NetworkSummary{Network: &net.Self, Name: name, Accessible: true}
	simulator.Map.AppendReference(folder, &folder.ChildEntity, net.Self)
	dc := simulator.Map.Get(*folder.Parent).(*simulator.Datacenter)
	simulator.Map.AddReference(dc, &dc.Network, net.Self)
	for _, cluster := range s.clusters {
		compute := &simulator.Map.Get(cluster.ref).(*simulator.ClusterComputeResource).ComputeResource
		for _, member := range cluster.hosts {
			host := simulator.Map.Get(member.ref).(*simulator.HostSystem)
			// A new slice each time: the simulator's hosts share theirs with the cluster.
			host.Network = append(append([]types.ManagedObjectReference{}, host.Network...), net.Self)
			net.Host = append(net.Host, host.Self)
			system := simulator.Map.Get(*host.ConfigManager.NetworkSystem).(*simulator.HostNetworkSystem)
			system.NetworkInfo.Portgroup = append(system.NetworkInfo.Portgroup, types.HostPortGroup{
				Key: "key-vim.host.PortGroup-" + name, Spec: types.HostPortGroupSpec{Name: name, VswitchName: "vSwitch0"},
			})
		}
		compute.Network = append(append([]types.ManagedObjectReference{}, compute.Network...), net.Self)
	}
}

func (s *site) buildDistributedSwitch(ctx context.Context, client *vim25.Client, folder *object.Folder) error {
	spec := types.DVSCreateSpec{ConfigSpec: &types.VMwareDVSConfigSpec{DVSConfigSpec: types.DVSConfigSpec{Name: "dvs-" + s.name}}}
	task, err := folder.CreateDVS(ctx, spec)
	if err != nil {
		return err
	}
	info, err := task.WaitForResult(ctx, nil)
	if err != nil {
		return err
	}
	dvs := object.NewDistributedVirtualSwitch(client, info.Result.(types.ManagedObjectReference))
	members := &types.DVSConfigSpec{}
	for _, cluster := range s.clusters {
		for _, host := range cluster.hosts {
			members.Host = append(members.Host, types.DistributedVirtualSwitchHostMemberConfigSpec{
				Operation: string(types.ConfigSpecOperationAdd), Host: host.ref,
			})
		}
	}
	if task, err = dvs.Reconfigure(ctx, members); err != nil {
		return err
	}
	if err := task.Wait(ctx); err != nil {
		return err
	}
	for _, name := range distributedPortgroups {
		task, err := dvs.AddPortgroup(ctx, []types.DVPortgroupConfigSpec{{Name: name, Type: "earlyBinding", NumPorts: 128}})
		if err != nil {
			return err
		}
		if err := task.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}
