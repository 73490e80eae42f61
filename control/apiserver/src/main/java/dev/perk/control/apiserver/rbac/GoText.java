package dev.perk.control.apiserver.rbac;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.stream.Collectors;

/** Texts as Go's {@code %q} prints them, which is how they stand in refusals. */
final class GoText {
    private GoText() {}

    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    static String quoted(List<String> texts) {
        return texts.stream().map(GoText::quoted).collect(Collectors.joining(" ", "[", "]"));
    }
}
