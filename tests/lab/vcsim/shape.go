package main

import (
	"fmt"
	"hash/fnv"
	"math/rand"
)

// shape describes one virtual machine in plain data. It depends on the site and the index only, so that the same lab
// has the same machines every time.
type shape struct {
	index                        int
	name, instanceUUID, biosUUID string
	guest                        guestOS
	firmware, hardware           string
	cpus, coresPerSocket         int32
	memoryMB                     int32
	controllers                  []controllerShape
	nics                         []nicShape
	power, tools                 string
	snapshots                    int
	template, vtpm, cdrom        bool
	cluster, host, pool, folder  int
	datastore                    int // into site.datastores; -1 for the host's local one
}

type controllerShape struct {
	kind  string // pvscsi, lsilogic, lsisas, nvme, ahci
	disks []diskShape
}

type diskShape struct {
	capacityKB, usedKB int64
	mode               string
	thin               bool
	datastore          int // as in shape; -2 for the machine's own
}

type nicShape struct {
	kind, mac string
	network   int
	connected bool
}

type guestOS struct{ id, fullName, role string }

var guests = []guestOS{
	{"ubuntu64Guest", "Ubuntu Linux (64-bit)", "web"},
	{"rhel8_64Guest", "Red Hat Enterprise Linux 8 (64-bit)", "app"},
	{"debian11_64Guest", "Debian GNU/Linux 11 (64-bit)", "dns"},
	{"windows2019srv_64Guest", "Microsoft Windows Server 2019 (64-bit)", "sql"},
	{"windows9Server64Guest", "Microsoft Windows Server 2016 (64-bit)", "file"},
	{"sles15_64Guest", "SUSE Linux Enterprise 15 (64-bit)", "erp"},
	{"centos7_64Guest", "CentOS 7 (64-bit)", "build"},
	{"freebsd12_64Guest", "FreeBSD 12 (64-bit)", "proxy"},
}

// Names that break careless code: XML's own characters, other scripts, what vCenter writes for a slash, and blanks.
var awkwardNames = []string{
	`R&D "build" <%d>`, `Größe-Übung-%d`, `web%%2fapp-%d`, `O'Brien's VM %d`, `日本語-%d`, `a ]]> b %d`, `$(reboot) %d`, `100%%25 done %d`,
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.Intn(len(from))] }

func shapeOf(s *site, index int) shape {
	hash := fnv.New64a()
	fmt.Fprintf(hash, "%s/%d", s.name, index)
	r := rand.New(rand.NewSource(int64(hash.Sum64())))

	vm := shape{index: index, guest: guests[r.Intn(len(guests))]}
	vm.name = fmt.Sprintf("%s-%s-%05d", vm.guest.role, s.name, index)
	if index%11 == 3 {
		vm.name = fmt.Sprintf(awkwardNames[index/11%len(awkwardNames)], index)
	}
	vm.instanceUUID = fmt.Sprintf("50%02x%04x-%04x-%04x-%04x-%012x", int(s.name[0]), index&0xffff, r.Intn(1<<16), index>>16, r.Intn(1<<16), r.Int63n(1<<48))
	vm.biosUUID = fmt.Sprintf("42%02x%04x-%04x-%04x-%04x-%012x", int(s.name[0]), index&0xffff, r.Intn(1<<16), index>>16, r.Intn(1<<16), r.Int63n(1<<48))
	vm.firmware = pick(r, "bios", "bios", "efi")
	vm.hardware = pick(r, "vmx-13", "vmx-14", "vmx-15", "vmx-17", "vmx-19", "vmx-20")
	vm.cpus = pick(r, int32(1), 2, 2, 4, 4, 6, 8, 16)
	vm.coresPerSocket = pick(r, 1, vm.cpus)
	if vm.cpus%2 == 0 && r.Intn(3) == 0 {
		vm.coresPerSocket = 2
	}
	vm.memoryMB = pick(r, int32(1024), 1536, 2048, 4096, 4096, 6144, 8192, 16384, 32768, 65536)
	vm.template = index%29 == 17
	vm.vtpm = vm.firmware == "efi" && r.Intn(12) == 0
	vm.cdrom = r.Intn(3) > 0
	if !vm.template && r.Intn(9) == 0 {
		vm.snapshots = 1 + r.Intn(3)
	}
	vm.cluster, vm.host = index%clustersPerSite, index/clustersPerSite%hostsPerCluster
	vm.pool, vm.folder = r.Intn(4), r.Intn(len(vmFolderPaths))
	vm.datastore = pick(r, 0, 0, 0, 0, 1, 1, 2, 2, 2, -1)
	vm.power, vm.tools = powerAndTools(r, vm.template)
	vm.controllers = controllersOf(r, vm.guest)
	for nic := 0; nic < pick(r, 1, 1, 1, 2); nic++ {
		vm.nics = append(vm.nics, nicShape{
			kind: pick(r, "vmxnet3", "vmxnet3", "vmxnet3", "e1000", "e1000e"),
			// 00:50:56:80 to :bf is vCenter's own range; the sites share it out.
			mac:       fmt.Sprintf("00:50:56:%02x:%02x:%02x", 0x80+int(s.name[0]-'a')*0x20+(index>>15)&0x1f, index>>7&0xff, index<<1&0xff+nic),
			network:   r.Intn(7),
			connected: r.Intn(10) > 0,
		})
	}
	return vm
}

func powerAndTools(r *rand.Rand, template bool) (power, tools string) {
	if template || r.Intn(5) == 0 {
		return "poweredOff", "toolsNotRunning"
	}
	if r.Intn(40) == 0 {
		return "suspended", "toolsNotRunning"
	}
	return "poweredOn", pick(r, "toolsOk", "toolsOk", "toolsOk", "toolsOld", "toolsNotInstalled")
}

func controllersOf(r *rand.Rand, guest guestOS) []controllerShape {
	kind := pick(r, "pvscsi", "pvscsi", "pvscsi", "lsilogic", "nvme", "ahci")
	if guest.role == "sql" || guest.role == "file" {
		kind = pick(r, "lsisas", "pvscsi")
	}
	first := controllerShape{kind: kind}
	for disks := pick(r, 1, 1, 2, 3); len(first.disks) < disks; {
		first.disks = append(first.disks, diskOf(r))
	}
	// A database's data on a controller of its own.
	if last := len(first.disks) - 1; last > 0 && r.Intn(3) == 0 {
		second := controllerShape{kind: "pvscsi", disks: first.disks[last:]}
		first.disks = first.disks[:last]
		return []controllerShape{first, second}
	}
	return []controllerShape{first}
}

func diskOf(r *rand.Rand) diskShape {
	gibs := pick(r, int64(8), 16, 20, 40, 60, 100, 250, 500, 1024, 2048)
	disk := diskShape{capacityKB: gibs << 20, mode: "persistent", thin: r.Intn(4) > 0, datastore: -2}
	if r.Intn(15) == 0 {
		disk.capacityKB++ // not every capacity is a whole number of anything
	}
	switch r.Intn(25) {
	case 0:
		disk.mode = "independent_persistent"
	case 1:
		disk.mode = "independent_nonpersistent"
	case 2, 3:
		disk.datastore = r.Intn(3)
	}
	disk.usedKB = disk.capacityKB
	if disk.thin {
		disk.usedKB = disk.capacityKB * int64(5+r.Intn(70)) / 100
	}
	return disk
}
