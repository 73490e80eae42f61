package dev.perk.control.apiserver.cel.functions;

import static dev.perk.control.apiserver.cel.functions.CelFunction.global;
import static dev.perk.control.apiserver.cel.functions.CelFunction.member;

import java.util.List;

/** Source: {@code k8s.io/apiserver pkg/cel/library/ip.go}, {@code cidr.go}. */
final class AddressFunctions {
    static final List<CelFunction> ALL =
            List.of(
                    global("isIP", ValueType.STRING, ValueType.BOOL, text -> isIp(text)),
                    global("ip", ValueType.STRING, ValueType.IP, AddressFunctions::ip),
                    global(
                            "ip.isCanonical",
                            ValueType.STRING,
                            ValueType.BOOL,
                            text -> ip(text).toString().equals(text)),
                    global("string", ValueType.IP, ValueType.STRING, IpAddress::toString),
                    member(ValueType.IP, "family", ValueType.INT, one -> one.isV4() ? 4L : 6L),
                    member(ValueType.IP, "isUnspecified", ValueType.BOOL, IpAddress::isUnspecified),
                    member(ValueType.IP, "isLoopback", ValueType.BOOL, IpAddress::isLoopback),
                    member(
                            ValueType.IP,
                            "isLinkLocalMulticast",
                            ValueType.BOOL,
                            IpAddress::isLinkLocalMulticast),
                    member(
                            ValueType.IP,
                            "isLinkLocalUnicast",
                            ValueType.BOOL,
                            IpAddress::isLinkLocalUnicast),
                    member(
                            ValueType.IP,
                            "isGlobalUnicast",
                            ValueType.BOOL,
                            IpAddress::isGlobalUnicast),
                    global(
                            "isCIDR",
                            ValueType.STRING,
                            ValueType.BOOL,
                            text -> Cidr.parse(text).isPresent()),
                    global("cidr", ValueType.STRING, ValueType.CIDR, AddressFunctions::cidr),
                    global("string", ValueType.CIDR, ValueType.STRING, Cidr::toString),
                    member(
                            ValueType.CIDR,
                            "containsIP",
                            ValueType.STRING,
                            ValueType.BOOL,
                            (range, text) -> range.contains(ip(text))),
                    member(
                            ValueType.CIDR,
                            "containsIP",
                            ValueType.IP,
                            ValueType.BOOL,
                            (range, one) -> range.contains(one)),
                    member(
                            ValueType.CIDR,
                            "containsCIDR",
                            ValueType.STRING,
                            ValueType.BOOL,
                            (range, text) -> range.contains(cidr(text))),
                    member(
                            ValueType.CIDR,
                            "containsCIDR",
                            ValueType.CIDR,
                            ValueType.BOOL,
                            (range, other) -> range.contains(other)),
                    member(ValueType.CIDR, "ip", ValueType.IP, Cidr::ip),
                    member(ValueType.CIDR, "masked", ValueType.CIDR, Cidr::masked),
                    member(
                            ValueType.CIDR,
                            "prefixLength",
                            ValueType.INT,
                            range -> (long) range.length()));

    private AddressFunctions() {}

    private static boolean isIp(String text) {
        return IpAddress.parse(text).isPresent();
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "IP Address \""
                                        + text
                                        + "\" parse error during conversion from string"));
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "network address parse error during conversion from"
                                        + " string: "
                                        + text));
    }
}
