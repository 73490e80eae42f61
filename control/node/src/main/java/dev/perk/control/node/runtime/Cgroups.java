package dev.perk.control.node.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** How this machine's control groups are laid out. Source: {@code cgroups(7)}. */
public sealed interface Cgroups {
    /** What a group weighs that should get one processor, in the units of version 1. */
    long SHARES_PER_PROCESSOR = 1024;

    /** The kernel's bounds. */
    long FEWEST_SHARES = 2;

    long MOST_SHARES = 262_144;

    /** One tree for all controllers. */
    record V2(Path root, Set<String> controllers) implements Cgroups {
        public V2 {
            controllers = Set.copyOf(controllers);
        }

        @Override
        public List<Path> roots() {
            return List.of(root);
        }
    }

    /**
     * One tree per controller; a second version of the tree may stand beside them, which then
     * controls little.
     *
     * @param trees the tree of each controller, by its name
     * @param unified the tree of version 2, or none
     */
    record V1(Map<String, Path> trees, List<Path> unified) implements Cgroups {
        public V1 {
            trees = Map.copyOf(trees);
            unified = List.copyOf(unified);
        }

        @Override
        public Set<String> controllers() {
            return trees.keySet();
        }

        @Override
        public List<Path> roots() {
            var roots = new LinkedHashSet<>(new TreeMap<>(trees).values());
            roots.addAll(unified);
            return List.copyOf(roots);
        }
    }

    /** None at all: nothing can be limited. */
    record None() implements Cgroups {
        @Override
        public Set<String> controllers() {
            return Set.of();
        }

        @Override
        public List<Path> roots() {
            return List.of();
        }
    }

    /** What can be limited: {@code cpu}, {@code memory}, {@code pids}, … */
    Set<String> controllers();

    /** Where trees start. */
    List<Path> roots();

    /** A file of a control group, and what is to be written into it. */
    record Setting(Path file, String value) {}

    /**
     * What has the parent of all containers weigh as much as the processors that it offers to pods,
     * beside the rest of the machine. By itself it weighs as much as one process of somebody else,
     * and on a busy machine all pods together get no more than that.
     *
     * <p>Source: kubernetes {@code pkg/kubelet/cm/node_container_manager_linux.go getCgroupConfig};
     * the conversion for version 2 is KEP-2254's.
     *
     * @param cgroup the group, from the root of the trees
     * @param processors 1 or more
     */
    default Optional<Setting> weightOfPods(String cgroup, int processors) {
        long shares = Math.min(MOST_SHARES, processors * SHARES_PER_PROCESSOR);
        if (!controllers().contains("cpu")) {
            return Optional.empty();
        }
        Path group = Path.of(cgroup.substring(1));
        return switch (this) {
            case V2 v2 -> {
                long weight = 1 + (shares - FEWEST_SHARES) * 9999 / (MOST_SHARES - FEWEST_SHARES);
                Path file = v2.root().resolve(group).resolve("cpu.weight");
                yield Optional.of(new Setting(file, Long.toString(weight)));
            }
            case V1 v1 ->
                    Optional.ofNullable(v1.trees().get("cpu"))
                            .map(tree -> tree.resolve(group).resolve("cpu.shares"))
                            .map(file -> new Setting(file, Long.toString(shares)));
            case None _ -> Optional.empty();
        };
    }

    /**
     * Reads the layout off the mounts.
     *
     * @param mounts the lines of {@code /proc/self/mounts}
     * @param v2Controllers the content of the v2 root's {@code cgroup.controllers}, or empty
     */
    static Cgroups detect(List<String> mounts, String v2Controllers) {
        Map<String, Path> trees = new TreeMap<>();
        List<Path> unified = new ArrayList<>();
        for (String line : mounts) {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            Path target = Path.of(fields[1]);
            if (fields[2].equals("cgroup2")) {
                unified.add(target);
            } else if (fields[2].equals("cgroup")) {
                for (String option : fields[3].split(",", -1)) {
                    if (CONTROLLERS.contains(option) || option.startsWith("name=")) {
                        trees.putIfAbsent(option, target);
                    }
                }
            }
        }
        if (trees.keySet().stream().anyMatch(CONTROLLERS::contains)) {
            return new V1(trees, unified);
        }
        if (!unified.isEmpty()) {
            return new V2(
                    unified.getFirst(), new HashSet<>(List.of(v2Controllers.trim().split("\\s+"))));
        }
        return new None();
    }

    Set<String> CONTROLLERS =
            Set.of(
                    "cpu",
                    "cpuacct",
                    "cpuset",
                    "memory",
                    "devices",
                    "freezer",
                    "blkio",
                    "pids",
                    "net_cls",
                    "net_prio",
                    "perf_event",
                    "hugetlb",
                    "rdma",
                    "misc");
}
