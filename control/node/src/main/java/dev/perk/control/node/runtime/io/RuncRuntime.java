package dev.perk.control.node.runtime.io;

import dev.perk.api.time.Scheduler;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.control.node.runtime.SeccompProfile;
import dev.perk.control.node.runtime.Subnet;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers by {@code runc} or {@code crun}: own namespaces, an overlay on the image's layers, a
 * control group, a network interface. Needs root.
 */
final class RuncRuntime implements ContainerRuntime {
    private static final Logger log = LoggerFactory.getLogger(RuncRuntime.class);
    private static final int NETWORKS_AHEAD = 4;

    /** What all pods of the runtime share. */
    record Parts(
            OciTool tool,
            InstanceNames names,
            ImageStore images,
            CgroupTrees cgroups,
            SeccompProfile seccomp,
            AdoptedProcesses processes,
            NetworkPool networks) {
        Conversations conversations() {
            return new Conversations(processes, names);
        }
    }

    private final Parts parts;
    private final Program ip;
    private final InstanceLock lock;
    private final Leftovers leftovers;
    private final PodNetworks networks;
    private final Set<RuncSandbox> sandboxes = ConcurrentHashMap.newKeySet();

    private RuncRuntime(
            Parts parts, Program ip, InstanceLock lock, Leftovers leftovers, PodNetworks networks) {
        this.parts = parts;
        this.ip = ip;
        this.lock = lock;
        this.leftovers = leftovers;
        this.networks = networks;
    }

    /** Makes the network and gets ready; {@link Leftovers} have been removed. */
    static RuncRuntime open(
            OciTool tool,
            Program ip,
            InstanceLock lock,
            Leftovers leftovers,
            ImageStore images,
            SeccompProfile seccomp,
            Subnet preferred,
            Scheduler scheduler)
            throws IOException {
        CgroupTrees cgroups = CgroupTrees.detect();
        InstanceNames names = lock.names();
        weighPods(cgroups, names);
        var networks = PodNetworks.open(ip, names, preferred);
        var pool = new NetworkPool(networks, scheduler, NETWORKS_AHEAD);
        var parts = new Parts(tool, names, images, cgroups, seccomp, new AdoptedProcesses(), pool);
        pool.start();
        return new RuncRuntime(parts, ip, lock, leftovers, networks);
    }

    private static void weighPods(CgroupTrees cgroups, InstanceNames names) {
        try {
            cgroups.weighPods(names, Runtime.getRuntime().availableProcessors());
        } catch (IOException e) {
            log.warn(
                    "all pods together weigh as much as one process of this machine: {}",
                    e.getMessage());
        }
    }

    @Override
    public String name() {
        return parts.tool().name();
    }

    /** The pods' network, for a person: its addresses, and what pods reach and find by name. */
    String network() throws IOException {
        String wayOut =
                switch (networks.wayOut()) {
                    case Masquerade.Outcome.Open(String tool) -> ", with a way out by " + tool;
                    case Masquerade.Outcome.Closed(String why) ->
                            ", which reaches only this machine: " + why;
                };
        return networks.subnet()
                + wayOut
                + EtcFiles.resolver().problem().map(problem -> "; " + problem).orElse("");
    }

    @Override
    public String machineAddress() {
        return networks.gateway();
    }

    @Override
    public SandboxResult openSandbox(SandboxSpec spec) {
        try {
            Sandbox sandbox = open(spec);
            return new SandboxResult.Opened(sandbox);
        } catch (IOException e) {
            return new SandboxResult.Failed(String.valueOf(e.getMessage()));
        }
    }

    private RuncSandbox open(SandboxSpec spec) throws IOException {
        PodNetworks.PodNetwork network = parts.networks().take();
        try {
            var sandbox =
                    new RuncSandbox(
                            parts,
                            spec,
                            network,
                            EtcFiles.write(spec, network.address()),
                            sandboxes::remove);
            sandboxes.add(sandbox);
            return sandbox;
        } catch (IOException e) {
            parts.networks().giveBack(network);
            throw e;
        }
    }

    @Override
    public void close() {
        List.copyOf(sandboxes).forEach(RuncSandbox::close);
        parts.networks().close();
        parts.processes().close();
        try {
            leftovers.removeContainers(List.of(parts.tool()), ip);
            leftovers.removeProcesses();
            lock.close();
        } catch (IOException e) {
            log.warn("not everything could be removed: {}", e.getMessage());
        }
    }
}
