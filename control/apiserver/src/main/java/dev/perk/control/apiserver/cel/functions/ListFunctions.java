package dev.perk.control.apiserver.cel.functions;

import static dev.perk.control.apiserver.cel.functions.CelFunction.member;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** Source: {@code k8s.io/apiserver pkg/cel/library/lists.go}. */
final class ListFunctions {
    static final List<CelFunction> ALL =
            List.of(
                    member(ValueType.LIST, "isSorted", ValueType.BOOL, ListFunctions::isSorted),
                    member(ValueType.LIST, "sum", ValueType.ANY, ListFunctions::sum),
                    member(ValueType.LIST, "min", ValueType.ANY, list -> extreme(list, "min", -1)),
                    member(ValueType.LIST, "max", ValueType.ANY, list -> extreme(list, "max", 1)),
                    member(
                            ValueType.LIST,
                            "indexOf",
                            ValueType.ANY,
                            ValueType.INT,
                            (list, what) -> (long) list.indexOf(what)),
                    member(
                            ValueType.LIST,
                            "lastIndexOf",
                            ValueType.ANY,
                            ValueType.INT,
                            (list, what) -> (long) list.lastIndexOf(what)));

    private ListFunctions() {}

    private static Object isSorted(List<?> list) {
        Iterator<?> elements = list.iterator();
        if (!elements.hasNext()) {
            return true;
        }
        Object before = elements.next();
        while (elements.hasNext()) {
            Object next = elements.next();
            if (compare(before, next) > 0) {
                return false;
            }
            before = next;
        }
        return true;
    }

    private static Object sum(List<?> list) {
        Object sum = 0L;
        boolean first = true;
        for (Object element : list) {
            sum = first ? element : plus(sum, element);
            first = false;
        }
        return sum;
    }

    private static Object plus(Object sum, Object element) {
        if (sum instanceof Long some && element instanceof Long more) {
            try {
                return Math.addExact(some, more);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("integer overflow", e);
            }
        }
        if (sum instanceof Double some && element instanceof Double more) {
            return some + more;
        }
        if (sum instanceof Duration some && element instanceof Duration more) {
            return some.plus(more);
        }
        throw new IllegalArgumentException("no such overload");
    }

    private static Object extreme(List<?> list, String name, int wanted) {
        Iterator<?> elements = list.iterator();
        if (!elements.hasNext()) {
            throw new IllegalArgumentException(name + " called on empty list");
        }
        Object best = elements.next();
        while (elements.hasNext()) {
            Object next = elements.next();
            if (Integer.signum(compare(next, best)) == wanted) {
                best = next;
            }
        }
        return best;
    }

    /** Only what is of one type has an order. */
    @SuppressWarnings({
        "unchecked",
        "rawtypes"
    }) // both are of one class, which says how they compare
    private static int compare(Object one, Object other) {
        if (one instanceof Comparable comparable && one.getClass().equals(other.getClass())) {
            return comparable.compareTo(other);
        }
        throw new IllegalArgumentException("no such overload");
    }
}
