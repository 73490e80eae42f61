package dev.perk.control.node.runtime.io;

import dev.perk.api.time.Scheduler;
import dev.perk.control.node.image.Platform;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.image.io.Unpacking;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.SeccompProfile;
import dev.perk.control.node.runtime.Subnet;
import dev.perk.kube.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how pods can run on this machine. */
public final class Runtimes {
    private static final Logger log = LoggerFactory.getLogger(Runtimes.class);

    /** What the user asked for. */
    public enum Wish {
        /** Containers if this machine can have them, else plain processes. */
        AUTO,
        /** Containers, or nothing. */
        RUNC,
        /** Plain processes. */
        PROCESS
    }

    /**
     * @param reason one line for a person: what was chosen, and why
     */
    public record Choice(ContainerRuntime runtime, String reason) {}

    /** Where pods get addresses from, if nothing else uses it. */
    public static final Subnet DEFAULT_SUBNET = Subnet.parse("10.88.0.0/16");

    private static final List<String> TOOLS = List.of("runc", "crun");
    private static final String SECCOMP = "/dev/perk/control/node/runtime/seccomp.json";

    private Runtimes() {}

    /**
     * How images should be unpacked for the runtime that {@link #detect} will most likely choose;
     * looks without trying.
     */
    public static Unpacking unpackingFor(Wish wish) {
        return wish != Wish.PROCESS && obstacle().isEmpty() ? Unpacking.STACKED : Unpacking.MERGED;
    }

    /**
     * Chooses a runtime, tries it, removes what an earlier process on the same data folder left
     * behind, and gets it ready.
     *
     * @param dataFolder absolute; also tells instances on one machine apart
     * @param subnet where addresses of pods come from, or, if it is in use, the next one that is
     *     not
     * @throws IOException if the wish cannot be granted
     */
    public static Choice detect(
            Wish wish, Path dataFolder, ImageStore images, Subnet subnet, Scheduler scheduler)
            throws IOException {
        var names = InstanceNames.of(dataFolder);
        var leftovers = new Leftovers(names, dataFolder.resolve("pods"));
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            leftovers.removeProcesses();
            return processes(wish, names, images, obstacle.get());
        }
        InstanceLock lock = takeLock(names, dataFolder);
        List<OciTool> tools = tools(names);
        leftovers.removeContainers(tools, ip());
        leftovers.removeProcesses();
        List<String> refusals = new ArrayList<>();
        for (OciTool tool : wish == Wish.PROCESS ? List.<OciTool>of() : tools) {
            Optional<String> problem = RuntimeProbe.problem(tool, names, leftovers.pods());
            if (problem.isEmpty()) {
                RuncRuntime runtime =
                        RuncRuntime.open(
                                tool, ip(), lock, leftovers, images, seccomp(), subnet, scheduler);
                return new Choice(runtime, tool.name() + ", pods on " + runtime.network());
            }
            refusals.add(tool.name() + " does not work here (" + problem.get() + ")");
        }
        lock.close();
        return processes(wish, names, images, String.join(", ", refusals));
    }

    private static InstanceLock takeLock(InstanceNames names, Path dataFolder) throws IOException {
        try (MachineLock.Held _ = MachineLock.START.take()) {
            removeOfTheDead();
            return InstanceLock.take(names, dataFolder);
        }
    }

    private static Choice processes(Wish wish, InstanceNames names, ImageStore images, String why)
            throws IOException {
        if (wish == Wish.RUNC) {
            throw new IOException("containers cannot run on this machine: " + why);
        }
        return new Choice(
                new ProcessRuntime(names, images),
                "process: images run as plain processes, not isolated from this machine: "
                        + (wish == Wish.PROCESS ? "as asked" : why));
    }

    /**
     * Cleans up after instances that were killed and whose data folder nobody may start on again.
     */
    private static void removeOfTheDead() throws IOException {
        for (InstanceLock dead : InstanceLock.ofDead()) {
            Optional<Path> dataFolder = dead.dataFolder();
            if (dataFolder.isPresent()) {
                log.atInfo().addKeyValue("data", dataFolder.get()).log("cleaning up after a crash");
                new Leftovers(dead.names(), dataFolder.get().resolve("pods"))
                        .removeContainers(tools(dead.names()), ip());
            }
            dead.close();
        }
    }

    private static List<OciTool> tools(InstanceNames names) {
        return TOOLS.stream()
                .flatMap(name -> Program.find(name).stream())
                .map(program ->
                        new OciTool(
                                program, names.stateFolder().resolve(program.path().getFileName())))
                .toList();
    }

    private static Program ip() {
        return Program.find("ip").orElseThrow();
    }

    /** What this machine lacks for containers, without trying one; empty if nothing. */
    private static Optional<String> obstacle() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("containers need Linux");
        }
        if (!isRoot()) {
            return Optional.of("containers need root");
        }
        if (TOOLS.stream().allMatch(tool -> Program.find(tool).isEmpty())) {
            return Optional.of("neither runc nor crun is installed");
        }
        return Program.find("ip").isEmpty()
                ? Optional.of("ip (of iproute2) is not installed")
                : Optional.empty();
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    static SeccompProfile seccomp() throws IOException {
        try (InputStream in = Runtimes.class.getResourceAsStream(SECCOMP)) {
            if (in == null) {
                throw new IOException("the program lacks its resource " + SECCOMP);
            }
            String architecture = Platform.linux(System.getProperty("os.arch")).architecture();
            return new SeccompProfile(Json.read(in.readAllBytes()), architecture);
        }
    }
}
