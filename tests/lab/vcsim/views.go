package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// ViewManager makes lists that answer which objects they do not know, as in a vCenter. The stock ones fail.
type ViewManager struct {
	*simulator.ViewManager
}

// ListView must have the managed object first: the simulator looks for it there.
type ListView struct {
	mo.ListView
}

func replaceViewManager() {
	content := simulator.Map.Get(vim25.ServiceInstance).(*simulator.ServiceInstance).Content
	simulator.Map.Put(&ViewManager{simulator.Map.Get(*content.ViewManager).(*simulator.ViewManager)})
}

func (m *ViewManager) CreateListView(ctx *simulator.Context, req *types.CreateListView) soap.HasFault {
	list := &ListView{}
	list.add(req.Obj)
	ctx.Session.Put(list)
	return &methods.CreateListViewBody{Res: &types.CreateListViewResponse{Returnval: list.Self}}
}

func (v *ListView) ModifyListView(_ *simulator.Context, req *types.ModifyListView) soap.HasFault {
	for _, ref := range req.Remove {
		simulator.RemoveReference(&v.View, ref)
	}
	return &methods.ModifyListViewBody{Res: &types.ModifyListViewResponse{Returnval: v.add(req.Add)}}
}

func (v *ListView) DestroyView(ctx *simulator.Context, req *types.DestroyView) soap.HasFault {
	ctx.Session.Remove(req.This)
	return &methods.DestroyViewBody{Res: &types.DestroyViewResponse{}}
}

func (v *ListView) add(refs []types.ManagedObjectReference) (unknown []types.ManagedObjectReference) {
	for _, ref := range refs {
		switch {
		case simulator.Map.Get(ref) == nil:
			unknown = append(unknown, ref)
		case simulator.FindReference(v.View, ref) == nil:
			v.View = append(v.View, ref)
		}
	}
	return unknown
}
