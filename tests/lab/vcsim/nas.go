package main

import (
	"fmt"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// HostDatastoreSystem mounts and unmounts NFS exports as ESXi does: the same server and path on several hosts is one
// datastore, and one in use cannot be removed. The stock one wants a local directory's name and cannot remove.
type HostDatastoreSystem struct {
	simulator.HostDatastoreSystem

	site   *site
	folder types.ManagedObjectReference
}

func replaceDatastoreSystem(s *site, folder, ref types.ManagedObjectReference) {
	host := simulator.Map.Get(ref).(*simulator.HostSystem)
	system := &HostDatastoreSystem{site: s, folder: folder}
	system.Host = &host.HostSystem
	system.Self = *host.ConfigManager.DatastoreSystem
	system.Datastore = host.Datastore
	simulator.Map.Put(system)
}

func (h *HostDatastoreSystem) CreateNasDatastore(_ *simulator.Context, req *types.CreateNasDatastore) soap.HasFault {
	body := &methods.CreateNasDatastoreBody{}
	spec := req.Spec
	h.site.mutex.Lock()
	defer h.site.mutex.Unlock()

	for _, ref := range h.Datastore {
		mounted := simulator.Map.Get(ref).(*simulator.Datastore)
		if mounted.Name == spec.LocalPath {
			body.Fault_ = simulator.Fault("The name is already in use on this host.", &types.DuplicateName{Name: spec.LocalPath, Object: ref})
			return body
		}
		if isExport(mounted, spec) {
			body.Fault_ = simulator.Fault("The export is already mounted on this host.", &types.AlreadyExists{Name: mounted.Name})
			return body
		}
	}
	name, existing := h.adopt(spec)
	if existing == nil {
		kind := spec.Type
		if kind == "" {
			kind = "NFS"
		}
		existing = h.site.addDatastore(h.folder, datastoreSpec{name, kind, spec.RemoteHost, spec.RemotePath, 20480 * gib})
	}
	mountDatastore(existing, h.Host.Self, spec.AccessMode)
	body.Res = &types.CreateNasDatastoreResponse{Returnval: existing.Self}
	return body
}

// adopt finds the datastore that another host has already made of this export. A name that means another export
// elsewhere gets a number, as in a vCenter.
func (h *HostDatastoreSystem) adopt(spec types.HostNasVolumeSpec) (string, *simulator.Datastore) {
	folder := simulator.Map.Get(h.folder).(*simulator.Folder)
	taken := map[string]bool{}
	for _, ref := range folder.ChildEntity {
		known, ok := simulator.Map.Get(ref).(*simulator.Datastore)
		if !ok {
			continue
		}
		if isExport(known, spec) {
			return known.Name, known
		}
		taken[known.Name] = true
	}
	name := spec.LocalPath
	for i := 1; taken[name]; i++ {
		name = fmt.Sprintf("%s (%d)", spec.LocalPath, i)
	}
	return name, nil
}

func isExport(ds *simulator.Datastore, spec types.HostNasVolumeSpec) bool {
	info, ok := ds.Info.(*types.NasDatastoreInfo)
	return ok && info.Nas.RemoteHost == spec.RemoteHost && info.Nas.RemotePath == spec.RemotePath
}

func (h *HostDatastoreSystem) RemoveDatastore(_ *simulator.Context, req *types.RemoveDatastore) soap.HasFault {
	body := &methods.RemoveDatastoreBody{}
	h.site.mutex.Lock()
	defer h.site.mutex.Unlock()

	ds, ok := simulator.Map.Get(req.Datastore).(*simulator.Datastore)
	if !ok || simulator.FindReference(h.Datastore, req.Datastore) == nil {
		body.Fault_ = simulator.Fault("The datastore is not mounted on this host.", &types.NotFound{})
		return body
	}
	for _, ref := range ds.Vm {
		if vm, ok := findVM(ref); ok && vm.Runtime.Host != nil && *vm.Runtime.Host == h.Host.Self {
			body.Fault_ = simulator.Fault("The datastore is in use.", &types.ResourceInUse{Type: "Datastore", Name: ds.Name})
			return body
		}
	}
	unmountDatastore(ds, h.Host.Self)
	if len(ds.Host) == 0 {
		folder := simulator.Map.Get(h.folder).(*simulator.Folder)
		dc := simulator.Map.Get(*folder.Parent).(*simulator.Datacenter)
		simulator.Map.RemoveReference(folder, &folder.ChildEntity, ds.Self)
		simulator.Map.RemoveReference(dc, &dc.Datastore, ds.Self)
		simulator.Map.Remove(ds.Self)
	}
	body.Res = &types.RemoveDatastoreResponse{}
	return body
}
