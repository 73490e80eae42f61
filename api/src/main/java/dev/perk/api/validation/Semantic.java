package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Quantity;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Whether two trees mean the same to Kubernetes: what is empty is as good as absent, and amounts
 * are compared by size. Source: {@code k8s.io/apimachinery pkg/api/equality}.
 */
public final class Semantic {
    private static final Set<String> AMOUNTS = Set.of("requests", "limits");

    private Semantic() {}

    public static boolean equal(JsonNode left, JsonNode right) {
        if (isEmpty(left) || isEmpty(right)) {
            return isEmpty(left) && isEmpty(right);
        }
        if (left.isObject() && right.isObject()) {
            for (String field : fields(left, right)) {
                boolean same =
                        AMOUNTS.contains(field)
                                ? amountsEqual(left.path(field), right.path(field))
                                : equal(left.path(field), right.path(field));
                if (!same) {
                    return false;
                }
            }
            return true;
        }
        if (left.isArray() && right.isArray() && left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                if (!equal(left.path(i), right.path(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) == 0;
        }
        return left.equals(right);
    }

    private static boolean amountsEqual(JsonNode left, JsonNode right) {
        return fields(left, right).stream()
                .allMatch(name -> amountEqual(left.path(name), right.path(name)));
    }

    static boolean amountEqual(JsonNode left, JsonNode right) {
        var one = Quantity.parse(left.asText()).optional();
        var other = Quantity.parse(right.asText()).optional();
        boolean areAmounts = one.isPresent() && other.isPresent();
        return areAmounts ? one.get().compareTo(other.get()) == 0 : equal(left, right);
    }

    static boolean isEmpty(JsonNode node) {
        return node.isMissingNode() || node.isNull() || (node.isContainerNode() && node.isEmpty());
    }

    static Set<String> fields(JsonNode left, JsonNode right) {
        Set<String> fields = new LinkedHashSet<>();
        left.fieldNames().forEachRemaining(fields::add);
        right.fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
