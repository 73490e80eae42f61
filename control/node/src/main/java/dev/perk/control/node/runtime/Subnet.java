package dev.perk.control.node.runtime;

import java.util.List;
import java.util.Optional;

/**
 * A range of IPv4 addresses.
 *
 * @param base its first address, as a number
 * @param prefix how many leading bits its addresses share, 1 to 32
 */
public record Subnet(int base, int prefix) {
    private static final int BITS = 32;

    public Subnet {
        if (prefix < 1 || prefix > BITS) {
            throw new IllegalArgumentException("prefix /" + prefix + " (expected: /1 to /32)");
        }
        base &= mask(prefix);
    }

    /**
     * Reads {@code 10.88.0.0/16}.
     *
     * @throws IllegalArgumentException if it is no such thing
     */
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException(
                    "subnet \"" + text + "\" (expected: such as 10.88.0.0/16)");
        }
        return new Subnet(
                number(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /** The next range of the same size that overlaps none of {@code taken}, from this one on. */
    public Optional<Subnet> firstFree(List<Subnet> taken) {
        Subnet candidate = this;
        for (int tries = 0; tries < 256; tries++) {
            if (taken.stream().noneMatch(candidate::overlaps)) {
                return Optional.of(candidate);
            }
            candidate = new Subnet(candidate.base + candidate.size(), prefix);
        }
        return Optional.empty();
    }

    public boolean overlaps(Subnet other) {
        int shared = Math.min(prefix, other.prefix);
        return (base & mask(shared)) == (other.base & mask(shared));
    }

    public boolean contains(String address) {
        return (number(address) & mask(prefix)) == base;
    }

    /** How many addresses it has. */
    public int size() {
        return 1 << (BITS - prefix);
    }

    /** The address at {@code index}, from 0. */
    public String address(int index) {
        int address = base + index;
        return (address >>> 24)
                + "."
                + (address >>> 16 & 0xff)
                + "."
                + (address >>> 8 & 0xff)
                + "."
                + (address & 0xff);
    }

    private static int mask(int prefix) {
        return -1 << (BITS - prefix);
    }

    private static int number(String address) {
        String[] parts = address.split("\\.", -1);
        int number = 0;
        for (String part : parts) {
            if (parts.length != 4 || !part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                throw new IllegalArgumentException(
                        "address \"" + address + "\" (expected: such as 10.88.0.1)");
            }
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    @Override
    public String toString() {
        return address(0) + "/" + prefix;
    }
}
