"""What of vSphere's API Zerfaux speaks. Read by generate.py."""

NEWER_THAN_SPOKEN = {"vim.version.version12", "vim.version.version13"}  # 6.7 and 6.7.1

METHODS = [
    ("ServiceInstance", "RetrieveServiceContent"),
    ("SessionManager", "Login"),
    ("SessionManager", "Logout"),
    ("ViewManager", "CreateContainerView"),
    ("ContainerView", "DestroyView"),
    ("PropertyCollector", "RetrievePropertiesEx"),
    ("PropertyCollector", "ContinueRetrievePropertiesEx"),
    ("PropertyCollector", "CancelRetrievePropertiesEx"),
    ("VirtualMachine", "CreateSnapshot_Task"),
    ("VirtualMachineSnapshot", "RemoveSnapshot_Task"),
    ("Task", "CancelTask"),
]

# Concrete types that may stand where their base is asked for.
REQUEST_SUBTYPES = ["TraversalSpec"]

# What is kept of an answer; everything else in it is skipped. `Sub.field` belongs to a subtype; `$type`
# keeps the name of the concrete type.
ANSWERS = {
    "ServiceContent": ["rootFolder", "propertyCollector", "viewManager", "about", "sessionManager"],
    "AboutInfo": ["name", "version", "build", "apiVersion", "instanceUuid"],
    "UserSession": ["key"],
    "RetrieveResult": ["token", "objects"],
    "ObjectContent": ["obj", "propSet", "missingSet"],
    "DynamicProperty": ["name", "val"],
    "MissingProperty": ["path", "fault"],
    "LocalizedMethodFault": ["fault", "localizedMessage"],
    "MethodFault": ["$type", "NoPermission.object", "NoPermission.privilegeId"],
    "VirtualDevice": [
        "$type", "key", "backing", "controllerKey", "unitNumber", "VirtualController.busNumber",
        "VirtualSCSIController.sharedBus",
        "VirtualEthernetCard.macAddress", "VirtualDisk.capacityInKB", "VirtualDisk.capacityInBytes",
    ],
    "VirtualDeviceBackingInfo": [
        "$type", "VirtualDeviceFileBackingInfo.fileName", "VirtualDeviceFileBackingInfo.datastore",
        "VirtualDiskFlatVer2BackingInfo.diskMode", "VirtualDiskFlatVer2BackingInfo.sharing",
        "VirtualDiskFlatVer2BackingInfo.parent", "VirtualDiskFlatVer2BackingInfo.keyId",
        "VirtualDeviceDeviceBackingInfo.deviceName",
        "VirtualEthernetCardNetworkBackingInfo.network",
        "VirtualEthernetCardDistributedVirtualPortBackingInfo.port",
        "VirtualEthernetCardOpaqueNetworkBackingInfo.opaqueNetworkId",
    ],
    "VirtualDiskFlatVer2BackingInfo": ["fileName"],
    "CryptoKeyId": ["keyId"],
    "DistributedVirtualSwitchPortConnection": ["portgroupKey"],
    "GuestNicInfo": ["ipAddress"],
    "VirtualMachineSnapshotTree": ["snapshot", "name", "createTime", "childSnapshotList"],
    "VirtualMachineFileLayoutEx": ["file", "disk", "snapshot"],
    "VirtualMachineFileLayoutExFileInfo": ["key", "size"],
    "VirtualMachineFileLayoutExDiskLayout": ["key", "chain"],
    "VirtualMachineFileLayoutExDiskUnit": ["fileKey"],
    "VirtualMachineFileLayoutExSnapshotLayout": ["key", "dataKey", "memoryKey", "disk"],
    "DatastoreInfo": ["NasDatastoreInfo.nas"],
    "HostNasVolume": ["remoteHost", "remotePath"],
    "DatastoreHostMount": ["key"],
    "ComputeResourceConfigInfo": ["ClusterConfigInfoEx.dasConfig", "ClusterConfigInfoEx.drsConfig"],
    "ClusterDasConfigInfo": ["enabled"],
    "ClusterDrsConfigInfo": ["enabled"],
    "NetworkSummary": ["accessible", "OpaqueNetworkSummary.opaqueNetworkId"],
}

ENTITY = ["name", "parent"]
PROPERTIES = {
    "VirtualMachine": ENTITY + [
        "resourcePool", "datastore", "runtime.host", "runtime.powerState", "config.instanceUuid", "config.uuid",
        "config.guestId", "config.guestFullName", "config.firmware", "config.version", "config.template",
        "config.files.vmPathName", "config.keyId", "config.bootOptions.efiSecureBootEnabled",
        "config.hardware.numCPU", "config.hardware.numCoresPerSocket", "config.hardware.memoryMB",
        "config.hardware.device", "guest.toolsRunningStatus", "guest.toolsVersionStatus2", "guest.toolsStatus",
        "guest.ipAddress",
        "guest.net", "snapshot.rootSnapshotList", "summary.storage.committed", "layoutEx",
    ],
    "Datacenter": ENTITY,
    "Folder": ENTITY + ["childType"],
    "ComputeResource": ENTITY + ["host"],
    "ClusterComputeResource": ENTITY + ["host", "configurationEx"],
    "HostSystem": ENTITY + [
        "runtime.connectionState", "runtime.inMaintenanceMode", "summary.config.product.version",
    ],
    "ResourcePool": ENTITY + ["owner"],
    "Datastore": ENTITY + [
        "host", "info", "summary.type", "summary.capacity", "summary.freeSpace", "summary.accessible",
    ],
    "Network": ENTITY + ["host", "summary"],
    "DistributedVirtualPortgroup": ENTITY + ["host", "key", "summary"],
    "Task": ["info.state", "info.progress", "info.descriptionId", "info.error", "info.result"],
}
