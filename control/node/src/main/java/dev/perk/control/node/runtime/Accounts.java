package dev.perk.control.node.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a container runs as, in numbers.
 *
 * @param groups further groups
 */
public record Accounts(long uid, long gid, List<Long> groups) {
    private static final long LARGEST = 0xffff_ffffL;

    public Accounts {
        groups = List.copyOf(groups);
    }

    /**
     * Looks up {@code user} in the image's own files. A number needs no entry; a user without a
     * group has that of its entry, or root's. Source: runtime-spec {@code config.md#user}, {@code
     * moby/sys/user GetExecUser}.
     *
     * @param passwd the lines of the image's {@code /etc/passwd}, none if it has no such file
     * @param group the lines of its {@code /etc/group}
     * @throws IllegalArgumentException if the image does not know the name
     */
    public static Accounts of(ContainerSpec.User user, List<String> passwd, List<String> group) {
        int colon = user.name().indexOf(':');
        String userName = colon < 0 ? user.name() : user.name().substring(0, colon);
        String groupName = colon < 0 ? "" : user.name().substring(colon + 1);

        String wanted = user.uid().isPresent() ? Long.toString(user.uid().getAsLong()) : userName;
        Optional<String[]> entry = find(passwd, wanted.isEmpty() ? "0" : wanted, 2);
        long uid = wanted.isEmpty() ? 0 : id("user", wanted, entry);

        long gid;
        if (user.gid().isPresent()) {
            gid = user.gid().getAsLong();
        } else if (user.uid().isEmpty() && !groupName.isEmpty()) {
            gid = id("group", groupName, find(group, groupName, 2));
        } else {
            gid = entry.filter(e -> e.length > 3).flatMap(e -> number(e[3])).orElse(0L);
        }

        List<Long> groups = new ArrayList<>(user.groups());
        entry.ifPresent(e -> groups.addAll(memberships(group, e[0], gid)));
        return new Accounts(uid, gid, groups.stream().distinct().toList());
    }

    private static long id(String what, String wanted, Optional<String[]> entry) {
        return number(wanted)
                .or(() -> entry.flatMap(e -> number(e[2])))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "unable to find "
                                        + what
                                        + " "
                                        + wanted
                                        + ": no matching entries in "
                                        + what.replace("user", "passwd")
                                        + " file"));
    }

    /** The entry with this name, or with this number in {@code idField}. */
    private static Optional<String[]> find(List<String> lines, String wanted, int idField) {
        return lines.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > idField)
                .filter(fields -> fields[0].equals(wanted) || fields[idField].equals(wanted))
                .findFirst();
    }

    private static List<Long> memberships(List<String> group, String userName, long gid) {
        List<Long> found = new ArrayList<>();
        for (String line : group) {
            String[] fields = line.split(":", -1);
            if (fields.length > 3 && List.of(fields[3].split(",", -1)).contains(userName)) {
                number(fields[2]).filter(id -> id != gid).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= LARGEST
                ? Optional.of(Long.parseLong(text))
                : Optional.empty();
    }
}
