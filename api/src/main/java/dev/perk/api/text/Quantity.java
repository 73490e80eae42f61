package dev.perk.api.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource: {@code 100m}, {@code 1.5}, {@code 64Mi}, {@code 1e3}.
 *
 * <p>Two quantities are equal in size if {@link #compareTo} says 0, however they are written.
 * Nothing smaller than a billionth exists; what is written smaller is rounded up. Source: {@code
 * k8s.io/apimachinery pkg/api/resource}.
 */
public record Quantity(BigDecimal amount, Format format) implements Comparable<Quantity> {

    /** The family of suffixes that it was written with, and is printed with. */
    public enum Format {
        /** Ki, Mi, … */
        BINARY,
        /** m, k, M, … */
        DECIMAL,
        /** e3, e6, … */
        EXPONENT
    }

    private static final String WRONG_FORMAT =
            "quantities must match the regular expression"
                    + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";
    private static final Pattern SHAPE =
            Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))([eEinumkKMGTP]*[-+]?[0-9]*)");
    private static final Pattern EXPONENT = Pattern.compile("[eE][-+]?[0-9]{1,9}");
    private static final List<String> BINARY_SUFFIXES = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL_SUFFIXES =
            List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final int PLAIN = DECIMAL_SUFFIXES.indexOf("");

    /** Beyond this an exponent only costs memory. */
    private static final int MOST_DIGITS = 1000;

    private static final int SMALLEST_SCALE = 9;
    private static final BigInteger KIBI = BigInteger.valueOf(1024);

    public Quantity {
        if (amount.scale() > SMALLEST_SCALE) {
            amount = amount.setScale(SMALLEST_SCALE, RoundingMode.UP);
        }
    }

    public static Parsed<Quantity> parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            return Parsed.bad(WRONG_FORMAT);
        }
        BigDecimal number = new BigDecimal(shape.group(1));
        String suffix = shape.group(2);
        if (BINARY_SUFFIXES.contains(suffix)) {
            BigInteger factor = KIBI.pow(1 + BINARY_SUFFIXES.indexOf(suffix));
            return Parsed.good(
                    new Quantity(number.multiply(new BigDecimal(factor)), Format.BINARY));
        }
        if (DECIMAL_SUFFIXES.contains(suffix)) {
            int power = 3 * (DECIMAL_SUFFIXES.indexOf(suffix) - PLAIN);
            return Parsed.good(new Quantity(number.scaleByPowerOfTen(power), Format.DECIMAL));
        }
        if (EXPONENT.matcher(suffix).matches()) {
            int power = Integer.parseInt(suffix.substring(1));
            return Math.abs(power) > MOST_DIGITS
                    ? Parsed.bad(WRONG_SUFFIX)
                    : Parsed.good(new Quantity(number.scaleByPowerOfTen(power), Format.EXPONENT));
        }
        return Parsed.bad(WRONG_SUFFIX);
    }

    public boolean isNegative() {
        return amount.signum() < 0;
    }

    /** In thousandths, rounded up as the scheduler rounds; for example of a core. */
    public BigDecimal millis() {
        return amount.scaleByPowerOfTen(3).setScale(0, RoundingMode.UP);
    }

    /** Rounded up to a whole number; for example of bytes. */
    public BigInteger whole() {
        return amount.setScale(0, RoundingMode.UP).toBigIntegerExact();
    }

    public static Quantity of(long number) {
        return new Quantity(BigDecimal.valueOf(number), Format.DECIMAL);
    }

    /** In this one's format, unless this is nothing. */
    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), amount.signum() == 0 ? other.format : format);
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    /**
     * The canonical form, which is how Kubernetes stores it: no fraction, the largest suffix that
     * keeps every digit.
     */
    @Override
    public String toString() {
        if (amount.signum() == 0) {
            return "0";
        }
        boolean binary =
                format == Format.BINARY
                        && amount.abs().compareTo(BigDecimal.valueOf(1024)) >= 0
                        && amount.stripTrailingZeros().scale() <= 0;
        return binary ? binary() : decimal();
    }

    private String binary() {
        BigInteger rest = amount.toBigIntegerExact();
        int suffix = 0;
        while (suffix < BINARY_SUFFIXES.size() && rest.mod(KIBI).signum() == 0) {
            rest = rest.divide(KIBI);
            suffix++;
        }
        return rest + (suffix == 0 ? "" : BINARY_SUFFIXES.get(suffix - 1));
    }

    private String decimal() {
        BigDecimal plain = amount.stripTrailingZeros();
        // The exponent of ten that leaves a whole number, rounded down to a multiple of three.
        int power = Math.floorDiv(-plain.scale(), 3) * 3;
        if (format == Format.EXPONENT) {
            String digits = plain.scaleByPowerOfTen(-power).toPlainString();
            return power == 0 ? digits : digits + "e" + power;
        }
        int suffix = Math.clamp(power / 3 + PLAIN, 0, DECIMAL_SUFFIXES.size() - 1);
        return plain.scaleByPowerOfTen(-3 * (suffix - PLAIN)).toPlainString()
                + DECIMAL_SUFFIXES.get(suffix);
    }
}
