package dev.perk.kube.store;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which versions of an API are preferred: stable before beta before alpha, higher
 * numbers first, and whatever is named otherwise last, by its name.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/version/helpers.go}.
 */
public final class VersionPriority implements Comparator<String> {
    private static final Pattern VERSION =
            Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");

    @Override
    public int compare(String one, String other) {
        Matcher first = VERSION.matcher(one);
        Matcher second = VERSION.matcher(other);
        boolean isFirst = first.matches();
        boolean isSecond = second.matches();
        if (!isFirst || !isSecond) {
            return isFirst == isSecond ? one.compareTo(other) : isFirst ? -1 : 1;
        }
        int byStability = Integer.compare(stability(second), stability(first));
        if (byStability != 0) {
            return byStability;
        }
        int byMajor = compareNumbers(second.group(1), first.group(1));
        return byMajor != 0 || first.group(3) == null
                ? byMajor
                : compareNumbers(second.group(3), first.group(3));
    }

    private static int stability(Matcher version) {
        String word = version.group(2);
        if (word == null) {
            return 2;
        }
        return word.equals("beta") ? 1 : 0;
    }

    /** Without leading zeros, the longer number is the greater one, however long they are. */
    private static int compareNumbers(String one, String other) {
        int byLength = Integer.compare(one.length(), other.length());
        return byLength != 0 ? byLength : one.compareTo(other);
    }
}
