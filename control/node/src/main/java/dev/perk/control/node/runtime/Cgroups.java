package dev.perk.control.node.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How this machine's control groups are laid out. Source: {@code cgroups(7)}. */
public sealed interface Cgroups {

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
