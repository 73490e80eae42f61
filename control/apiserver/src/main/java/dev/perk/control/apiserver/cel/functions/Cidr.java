package dev.perk.control.apiserver.cel.functions;

import java.util.Optional;

/**
 * A range of addresses. Source: {@code k8s.io/apiserver pkg/cel/library/cidr.go}.
 *
 * @param length how many bits are the same in all of them
 */
record Cidr(IpAddress ip, int length) {
    private static final int MOST_DIGITS = 3;

    static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String digits = text.substring(slash + 1);
        boolean plain =
                !digits.isEmpty()
                        && digits.length() <= MOST_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                        && (digits.length() == 1 || digits.charAt(0) != '0');
        return plain
                ? IpAddress.parse(text.substring(0, slash))
                        .map(ip -> new Cidr(ip, Integer.parseInt(digits)))
                        .filter(cidr -> cidr.length() <= cidr.ip().bits())
                : Optional.empty();
    }

    boolean contains(IpAddress other) {
        return other.bits() == ip.bits() && other.masked(length).equals(ip.masked(length));
    }

    boolean contains(Cidr other) {
        return other.length() >= length && contains(other.ip());
    }

    Cidr masked() {
        return new Cidr(ip.masked(length), length);
    }

    @Override
    public String toString() {
        return ip + "/" + length;
    }
}
