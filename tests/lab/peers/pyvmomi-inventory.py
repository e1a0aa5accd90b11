#!/usr/bin/env python3
"""Reads the VM inventory with pyvmomi, an independent client, and prints one JSON object per line.

Usage: pyvmomi-inventory.py HOST PORT USER PASSWORD
Serves as the peer that our own inventory and its speed are compared with, so it is written as a good pyvmomi program
would be: one container view, one property filter, pages.
"""
import json
import ssl
import sys

from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim, vmodl

PAGE = 1000

VM_PROPERTIES = [
    "name", "parent", "resourcePool", "datastore", "runtime.host", "runtime.powerState", "snapshot",
    "config.instanceUuid", "config.uuid", "config.guestId", "config.guestFullName", "config.firmware", "config.version",
    "config.template", "config.files.vmPathName", "config.keyId", "config.bootOptions", "config.hardware.numCPU", "config.hardware.numCoresPerSocket", "config.hardware.memoryMB",
    "config.hardware.device", "guest.toolsStatus", "guest.net", "summary.storage.committed",
]
DISK_CONTROLLERS = (
    vim.vm.device.VirtualSCSIController, vim.vm.device.VirtualSATAController, vim.vm.device.VirtualIDEController,
    vim.vm.device.VirtualNVMEController,
)
OTHER_PROPERTIES = {
    vim.Folder: ["name", "parent"],
    vim.Datacenter: ["name", "parent", "vmFolder"],
    vim.ComputeResource: ["name", "parent"],
    vim.HostSystem: ["name", "parent"],
    vim.ResourcePool: ["name", "parent"],
    vim.Datastore: ["name"],
    vim.Network: ["name"],
}


def collect(content, properties_of):
    """All objects of the given types as {moref: (type name, {property: value})}."""
    view = content.viewManager.CreateContainerView(content.rootFolder, list(properties_of), True)
    collector = vmodl.query.PropertyCollector
    walk = collector.TraversalSpec(name="view", path="view", skip=False, type=vim.view.ContainerView)
    spec = collector.FilterSpec(
        objectSet=[collector.ObjectSpec(obj=view, skip=True, selectSet=[walk])],
        propSet=[collector.PropertySpec(type=kind, pathSet=paths, all=False) for kind, paths in properties_of.items()],
    )
    found = {}
    page = content.propertyCollector.RetrievePropertiesEx([spec], collector.RetrieveOptions(maxObjects=PAGE))
    while page:
        for item in page.objects:
            found[item.obj._moId] = {prop.name: prop.val for prop in item.propSet}
        page = content.propertyCollector.ContinueRetrievePropertiesEx(page.token) if page.token else None
    view.DestroyView()
    return found


def name_of(objects, ref):
    return objects.get(ref._moId, {}).get("name") if ref is not None else None


def path_of(objects, ref):
    """Folder names from below the datacenter's VM folder down to the VM."""
    names = []
    while ref is not None and isinstance(ref, vim.Folder):
        folder = objects[ref._moId]
        parent = folder.get("parent")
        if isinstance(parent, vim.Datacenter):
            break
        names.append(folder["name"])
        ref = parent
    return "/".join(reversed(names))


def network_name(objects, backing):
    if isinstance(backing, vim.vm.device.VirtualEthernetCard.DistributedVirtualPortBackingInfo):
        return objects.get(backing.port.portgroupKey, {}).get("name")
    return getattr(backing, "deviceName", None)


def simple_type(device):
    return device.__class__.__name__.split(".")[-1]


def hardware(objects, devices):
    controllers = {device.key: device for device in devices if isinstance(device, vim.vm.device.VirtualController)}
    nics, disks, carriers = [], [], []
    for device in devices:
        if isinstance(device, DISK_CONTROLLERS):
            carriers.append({"key": device.key, "type": simple_type(device), "bus": device.busNumber})
        if isinstance(device, vim.vm.device.VirtualEthernetCard):
            nics.append({
                "key": device.key, "type": simple_type(device), "mac": device.macAddress,
                "network": network_name(objects, device.backing),
            })
        elif isinstance(device, vim.vm.device.VirtualDisk):
            controller = controllers[device.controllerKey]
            disks.append({
                "key": device.key, "controller_type": simple_type(controller), "controller_bus": controller.busNumber,
                "unit": device.unitNumber, "datastore": name_of(objects, device.backing.datastore),
                "path": device.backing.fileName, "capacity_bytes": device.capacityInBytes, "mode": device.backing.diskMode,
                "backing": backing_kind(device.backing),
                "shared": getattr(device.backing, "sharing", None) == "sharingMultiWriter"
                or getattr(controller, "sharedBus", "noSharing") != "noSharing",
                "has_parent": getattr(device.backing, "parent", None) is not None,
            })
    return nics, disks, carriers


def backing_kind(backing):
    if isinstance(backing, vim.vm.device.VirtualDisk.FlatVer2BackingInfo):
        return "flat"
    if isinstance(backing, vim.vm.device.VirtualDisk.RawDiskMappingVer1BackingInfo):
        return "raw_device"
    return "other"


def is_encrypted(vm):
    disks = [d for d in vm["config.hardware.device"] if isinstance(d, vim.vm.device.VirtualDisk)]
    return vm.get("config.keyId") is not None or any(getattr(d.backing, "keyId", None) is not None for d in disks)


def has_vtpm(vm):
    # By its label: pyvmomi reads devices that are newer than the negotiated version as plain ones.
    return any(d.deviceInfo is not None and d.deviceInfo.label == "Virtual TPM" for d in vm["config.hardware.device"])


def count_snapshots(tree):
    return sum(1 + count_snapshots(node.childSnapshotList) for node in tree)


def describe(objects, moref, vm):
    host = vm.get("runtime.host")
    cluster = objects.get(host._moId, {}).get("parent") if host is not None else None
    nics, disks, controllers = hardware(objects, vm["config.hardware.device"])
    snapshot = vm.get("snapshot")
    return {
        "moref": moref,
        "instance_uuid": vm["config.instanceUuid"],
        "bios_uuid": vm["config.uuid"],
        "name": vm["name"],
        "folder": path_of(objects, vm.get("parent")),
        "cluster": name_of(objects, cluster),
        "host": name_of(objects, host),
        "resource_pool": name_of(objects, vm.get("resourcePool")),
        "power_state": vm["runtime.powerState"],
        "guest_id": vm["config.guestId"],
        "guest_os": vm["config.guestFullName"],
        "firmware": vm["config.firmware"],
        "hardware_version": vm["config.version"],
        "cpus": vm["config.hardware.numCPU"],
        "cores_per_socket": vm["config.hardware.numCoresPerSocket"],
        "memory_bytes": vm["config.hardware.memoryMB"] << 20,
        "nics": nics,
        "disks": disks,
        "controllers": controllers,
        "vmx_path": vm["config.files.vmPathName"],
        "is_encrypted": is_encrypted(vm),
        "has_vtpm": has_vtpm(vm),
        "secure_boot": vm["config.bootOptions"].efiSecureBootEnabled,
        "datastores": [name_of(objects, ref) for ref in vm["datastore"]],
        "tools_status": vm["guest.toolsStatus"],
        "ip_addresses": [ip for nic in vm.get("guest.net", []) for ip in nic.ipAddress],
        "snapshot_count": count_snapshots(snapshot.rootSnapshotList) if snapshot else 0,
        "is_template": vm["config.template"],
        "storage_bytes": vm["summary.storage.committed"],
    }


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    host, port, user, password = sys.argv[1:]
    context = ssl._create_unverified_context()  # the lab's certificate is its own authority
    service = SmartConnect(host=host, port=int(port), user=user, pwd=password, sslContext=context)
    try:
        content = service.RetrieveContent()
        objects = {}
        for kind, paths in OTHER_PROPERTIES.items():
            objects.update(collect(content, {kind: paths}))
        for moref, vm in collect(content, {vim.VirtualMachine: VM_PROPERTIES}).items():
            print(json.dumps(describe(objects, moref, vm), ensure_ascii=False))
    finally:
        Disconnect(service)


if __name__ == "__main__":
    main()
