package main

import (
	"fmt"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// PropertyCollector adds paging to the stock one. The simulator makes one per session by reflection, so open pages
// die with their session, as in a vCenter. The embedded type must come first: the simulator looks for it there.
type PropertyCollector struct {
	simulator.PropertyCollector

	mutex sync.Mutex
	next  int
	pages map[string]openPages

	version int // of what WaitForUpdatesEx has told
	told    map[types.ManagedObjectReference]seen
}

type openPages struct {
	rest []types.ObjectContent
	size int
}

func replaceCollector() {
	content := simulator.Map.Get(vim25.ServiceInstance).(*simulator.ServiceInstance).Content
	collector := &PropertyCollector{}
	collector.Self = content.PropertyCollector
	simulator.Map.Put(collector)
}

func (c *PropertyCollector) CreatePropertyCollector(ctx *simulator.Context, _ *types.CreatePropertyCollector) soap.HasFault {
	return &methods.CreatePropertyCollectorBody{
		Res: &types.CreatePropertyCollectorResponse{Returnval: ctx.Session.Put(&PropertyCollector{}).Reference()},
	}
}

func (c *PropertyCollector) RetrievePropertiesEx(ctx *simulator.Context, req *types.RetrievePropertiesEx) soap.HasFault {
	answer := c.PropertyCollector.RetrievePropertiesEx(ctx, req)
	body, ok := answer.(*methods.RetrievePropertiesExBody)
	if !ok || body.Res == nil || body.Res.Returnval == nil {
		return answer
	}
	size := int(req.Options.MaxObjects)
	if size <= 0 {
		return answer
	}
	*body.Res.Returnval = c.page(body.Res.Returnval.Objects, size)
	return answer
}

func (c *PropertyCollector) ContinueRetrievePropertiesEx(_ *simulator.Context, req *types.ContinueRetrievePropertiesEx) soap.HasFault {
	body := &methods.ContinueRetrievePropertiesExBody{}
	pages, ok := c.take(req.Token)
	if !ok {
		body.Fault_ = simulator.Fault("", &types.InvalidProperty{Name: "token"})
		return body
	}
	body.Res = &types.ContinueRetrievePropertiesExResponse{Returnval: c.page(pages.rest, pages.size)}
	return body
}

func (c *PropertyCollector) CancelRetrievePropertiesEx(_ *simulator.Context, req *types.CancelRetrievePropertiesEx) soap.HasFault {
	body := &methods.CancelRetrievePropertiesExBody{}
	if _, ok := c.take(req.Token); !ok {
		body.Fault_ = simulator.Fault("", &types.InvalidProperty{Name: "token"})
		return body
	}
	body.Res = &types.CancelRetrievePropertiesExResponse{}
	return body
}

func (c *PropertyCollector) page(objects []types.ObjectContent, size int) types.RetrieveResult {
	if len(objects) <= size {
		return types.RetrieveResult{Objects: objects}
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.pages == nil {
		c.pages = map[string]openPages{}
	}
	// A token is good for one call: the next page comes with the next token.
	token := fmt.Sprintf("%d", c.next)
	c.next++
	c.pages[token] = openPages{rest: objects[size:], size: size}
	return types.RetrieveResult{Token: token, Objects: objects[:size]}
}

func (c *PropertyCollector) take(token string) (openPages, bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	pages, ok := c.pages[token]
	delete(c.pages, token)
	return pages, ok
}
