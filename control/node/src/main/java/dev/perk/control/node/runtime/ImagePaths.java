package dev.perk.control.node.runtime;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that name files of an image, for a program that sees the image's files somewhere else: each
 * absolute path that exists in the image becomes the path of its file.
 *
 * @param find where a file of the image really is; empty if the image has no such file
 */
public record ImagePaths(Function<String, Optional<String>> find) {
    /** A path at the start, or after what separates paths in lists and options. */
    private static final Pattern PATH = Pattern.compile("(?<=^|[:=@,])/[^:=@,]+");

    private static final String ALL_IN_FOLDER = "/*";

    /** {@code -cp /app/a.jar:/app/lib/*} becomes {@code -cp ROOT/app/a.jar:ROOT/app/lib/*}. */
    public String rewrite(String word) {
        return PATH.matcher(word)
                .replaceAll(match -> Matcher.quoteReplacement(located(match.group())));
    }

    private String located(String path) {
        if (path.endsWith(ALL_IN_FOLDER)) {
            String folder = path.substring(0, path.length() - ALL_IN_FOLDER.length());
            return find.apply(folder).map(found -> found + ALL_IN_FOLDER).orElse(path);
        }
        return find.apply(path).orElse(path);
    }
}
