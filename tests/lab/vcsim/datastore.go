package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

const gib = int64(1) << 30

type datastoreSpec struct {
	name, kind             string
	remoteHost, remotePath string
	capacity               int64
}

// buildDatastores makes what all hosts share, then one local datastore per host.
func (s *site) buildDatastores(folder types.ManagedObjectReference) {
	storage := map[string]string{"a": "10.77.0.1", "b": "10.77.0.2"}[s.name]
	shared := []datastoreSpec{
		{"nfs-" + s.name + "-01", "NFS", storage, "/tank/vmstore", 20480 * gib},
		{"nfs-" + s.name + "-02", "NFS41", storage, "/tank/vm store 2", 10240 * gib},
		{"vmfs-" + s.name + "-01", "VMFS", "", "", 40960 * gib},
		{"placeholder-" + s.name, "VMFS", "", "", 100 * gib},
	}
	var all []types.ManagedObjectReference
	for _, cluster := range s.clusters {
		for _, host := range cluster.hosts {
			all = append(all, host.ref)
		}
	}
	for _, spec := range shared {
		s.datastores = append(s.datastores, s.addDatastore(folder, spec, all...))
	}
	for c := range s.clusters {
		for h := range s.clusters[c].hosts {
			host := &s.clusters[c].hosts[h]
			spec := datastoreSpec{name: fmt.Sprintf("local-%s%d-%02d", s.name, c+1, h+1), kind: "VMFS", capacity: 1024 * gib}
			host.local = s.addDatastore(folder, spec, host.ref)
		}
	}
	for _, ref := range all {
		replaceDatastoreSystem(s, folder, ref)
	}
}

// addDatastore puts it into the inventory and mounts it. Not through the simulator's own calls: those make a second
// object of the same name for every further host.
func (s *site) addDatastore(folder types.ManagedObjectReference, spec datastoreSpec, hosts ...types.ManagedObjectReference) *simulator.Datastore {
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(s.name+spec.name+spec.remoteHost+spec.remotePath)).String()
	dir := filepath.Join(s.dataDir, "datastores", id)
	_ = os.MkdirAll(dir, 0o700)

	ds := &simulator.Datastore{}
	ds.Name = spec.name
	info := types.DatastoreInfo{Name: spec.name, Url: dir, FreeSpace: spec.capacity / 2, MaxFileSize: 62 << 40, Timestamp: types.NewTime(time.Now())}
	volume := types.HostFileSystemVolume{Type: spec.kind, Name: spec.name, Capacity: spec.capacity}
	if spec.remoteHost != "" {
		ds.Info = &types.NasDatastoreInfo{DatastoreInfo: info, Nas: &types.HostNasVolume{
			HostFileSystemVolume: volume, RemoteHost: spec.remoteHost, RemotePath: spec.remotePath, UserName: "root",
			RemoteHostNames: []string{spec.remoteHost},
		}}
	} else {
		ds.Info = &types.VmfsDatastoreInfo{DatastoreInfo: info, Vmfs: &types.HostVmfsVolume{
			HostFileSystemVolume: volume, BlockSizeMb: 1, MajorVersion: 6, Version: "6.82", Uuid: id,
		}}
	}
	ds.Capability = types.DatastoreCapability{
		DirectoryHierarchySupported: true, PerFileThinProvisioningSupported: true,
		StorageIORMSupported: types.NewBool(true), TopLevelDirectoryCreateSupported: types.NewBool(true),
	}
	parent := simulator.Map.Get(folder).(*simulator.Folder)
	simulator.Map.PutEntity(parent, ds)
	simulator.Map.AppendReference(parent, &parent.ChildEntity, ds.Self)
	dc := simulator.Map.Get(*parent.Parent).(*simulator.Datacenter)
	simulator.Map.AddReference(dc, &dc.Datastore, ds.Self)

	ds.Summary = types.DatastoreSummary{
		Datastore: &ds.Self, Name: spec.name, Url: dir, Type: spec.kind, Accessible: true,
		Capacity: spec.capacity, FreeSpace: spec.capacity / 2, MaintenanceMode: "normal", MultipleHostAccess: types.NewBool(len(hosts) > 1),
	}
	browser := &simulator.HostDatastoreBrowser{}
	browser.Datastore = []types.ManagedObjectReference{ds.Self}
	ds.Browser = simulator.Map.Put(browser).Reference()
	for _, host := range hosts {
		mountDatastore(ds, host, "readWrite")
	}
	return ds
}

func mountDatastore(ds *simulator.Datastore, ref types.ManagedObjectReference, accessMode string) {
	ds.Host = append(ds.Host, types.DatastoreHostMount{Key: ref, MountInfo: types.HostMountInfo{
		Path: "/vmfs/volumes/" + ds.Name, AccessMode: accessMode, Mounted: types.NewBool(true), Accessible: types.NewBool(true),
	}})
	ds.Summary.MultipleHostAccess = types.NewBool(len(ds.Host) > 1)
	host := simulator.Map.Get(ref).(*simulator.HostSystem)
	simulator.Map.AddReference(host, &host.Datastore, ds.Self)
	compute := &simulator.Map.Get(*host.Parent).(*simulator.ClusterComputeResource).ComputeResource
	simulator.Map.AddReference(compute, &compute.Datastore, ds.Self)
	syncDatastoreSystem(host)
}

func unmountDatastore(ds *simulator.Datastore, ref types.ManagedObjectReference) {
	for i, mount := range ds.Host {
		if mount.Key == ref {
			ds.Host = append(ds.Host[:i:i], ds.Host[i+1:]...)
			break
		}
	}
	host := simulator.Map.Get(ref).(*simulator.HostSystem)
	simulator.Map.RemoveReference(host, &host.Datastore, ds.Self)
	syncDatastoreSystem(host)
	cluster := simulator.Map.Get(*host.Parent).(*simulator.ClusterComputeResource)
	for _, sibling := range cluster.Host {
		if simulator.FindReference(simulator.Map.Get(sibling).(*simulator.HostSystem).Datastore, ds.Self) != nil {
			return // another host of the cluster still has it
		}
	}
	simulator.Map.RemoveReference(&cluster.ComputeResource, &cluster.ComputeResource.Datastore, ds.Self)
}

func syncDatastoreSystem(host *simulator.HostSystem) {
	switch system := simulator.Map.Get(*host.ConfigManager.DatastoreSystem).(type) {
	case *simulator.HostDatastoreSystem:
		system.Datastore = host.Datastore
	case *HostDatastoreSystem:
		system.Datastore = host.Datastore
	}
}

func entityName(ref types.ManagedObjectReference) string {
	entity, ok := simulator.Map.Get(ref).(mo.Entity)
	if !ok {
		return ""
	}
	return entity.Entity().Name
}
