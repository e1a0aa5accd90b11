package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// site is the inventory around the virtual machines, and the door through which they are added and changed.
type site struct {
	name, dataDir string
	datacenter    *object.Datacenter
	clusters      []cluster
	vmFolders     []*object.Folder
	datastores    []*simulator.Datastore // shared by all hosts
	networks      []network

	mutex      sync.Mutex
	nextVM     int
	registered map[string]*mo.VirtualMachine // what lies at a vmx path, for RegisterVM
}

type cluster struct {
	ref   types.ManagedObjectReference
	hosts []host
	pools []types.ManagedObjectReference
}

type host struct {
	ref   types.ManagedObjectReference
	local *simulator.Datastore
}

var vmFolderPaths = [][]string{
	{}, {"Production"}, {"Production", "Web"}, {"Production", "Datenbanken & Co"}, {"Production", "ERP %2f CRM"},
	{"Test"}, {"Test", "Müller \"QA\""}, {"Infrastructure", "Core", "DNS"},
}

const (
	clustersPerSite = 2
	hostsPerCluster = 3
)

func buildSite(service *simulator.Service, name, dataDir string) (*site, error) {
	ctx := context.Background()
	client, err := vim25.NewClient(ctx, service)
	if err != nil {
		return nil, err
	}
	// The simulator never deletes the files of an earlier start, and two of the same name are refused.
	if err := os.RemoveAll(filepath.Join(dataDir, "datastores")); err != nil {
		return nil, err
	}
	s := &site{name: name, dataDir: dataDir, registered: map[string]*mo.VirtualMachine{}}
	s.datacenter, err = object.NewRootFolder(client).CreateDatacenter(ctx, "dc-"+name)
	if err != nil {
		return nil, err
	}
	folders, err := s.datacenter.Folders(ctx)
	if err != nil {
		return nil, err
	}
	for number := 1; number <= clustersPerSite; number++ {
		built, err := s.buildCluster(ctx, folders.HostFolder, number)
		if err != nil {
			return nil, err
		}
		s.clusters = append(s.clusters, built)
	}
	if err := s.buildNetworks(ctx, client, folders.NetworkFolder); err != nil {
		return nil, err
	}
	s.buildDatastores(folders.DatastoreFolder.Reference())
	return s, s.buildVMFolders(ctx, folders.VmFolder)
}

func (s *site) buildCluster(ctx context.Context, folder *object.Folder, number int) (cluster, error) {
	built := cluster{}
	created, err := folder.CreateCluster(ctx, fmt.Sprintf("cluster-%s%d", s.name, number), types.ClusterConfigSpecEx{})
	if err != nil {
		return built, err
	}
	built.ref = created.Reference()
	// The first has both, the second neither restarts nor balances by itself.
	config := simulator.Map.Get(built.ref).(*simulator.ClusterComputeResource).ConfigurationEx.(*types.ClusterConfigInfoEx)
	config.DasConfig.Enabled, config.DrsConfig.Enabled = types.NewBool(number == 1), types.NewBool(number == 1)
	for i := 1; i <= hostsPerCluster; i++ {
		spec := types.HostConnectSpec{HostName: fmt.Sprintf("esx-%s%d-%02d.lab.example", s.name, number, i)}
		task, err := created.AddHost(ctx, spec, true, nil, nil)
		if err != nil {
			return built, err
		}
		info, err := task.WaitForResult(ctx, nil)
		if err != nil {
			return built, err
		}
		built.hosts = append(built.hosts, host{ref: info.Result.(types.ManagedObjectReference)})
	}
	root, err := created.ResourcePool(ctx)
	if err != nil {
		return built, err
	}
	built.pools = append(built.pools, root.Reference())
	parent := root
	for _, name := range []string{"Gold", "Silver", "Batch"} { // Batch lies inside Silver
		pool, err := parent.Create(ctx, name, types.DefaultResourceConfigSpec())
		if err != nil {
			return built, err
		}
		built.pools = append(built.pools, pool.Reference())
		if name == "Silver" {
			parent = pool
		}
	}
	return built, nil
}

func (s *site) buildVMFolders(ctx context.Context, root *object.Folder) error {
	made := map[string]*object.Folder{"": root}
	for _, path := range vmFolderPaths {
		key, folder := "", root
		for _, name := range path {
			key += "/" + name
			if made[key] == nil {
				created, err := folder.CreateFolder(ctx, name)
				if err != nil {
					return err
				}
				made[key] = created
			}
			folder = made[key]
		}
		s.vmFolders = append(s.vmFolders, folder)
	}
	return nil
}
