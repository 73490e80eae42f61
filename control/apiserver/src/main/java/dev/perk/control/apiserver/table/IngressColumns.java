package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.NONE;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The columns of Kubernetes' Ingresses and of NetworkPolicies.
 *
 * <p>Source: {@code kubernetes pkg/printers/internalversion/printers.go}.
 */
final class IngressColumns {
    private IngressColumns() {}

    static final List<Column> INGRESS =
            List.of(
                    NAME,
                    Column.of("Class", Cells.textOr("/spec/ingressClassName", NONE)),
                    Column.of("Hosts", Cells.of(IngressColumns::hosts)),
                    Column.of("Address", Cells.of(IngressColumns::address)),
                    Column.of(
                            "Ports",
                            Cells.of(ingress ->
                                    ingress.at("/spec/tls").isEmpty() ? "80" : "80, 443")),
                    AGE);

    static final List<Column> INGRESS_CLASS =
            List.of(
                    NAME,
                    Column.of("Controller", Cells.textAt("/spec/controller")),
                    Column.of("Parameters", Cells.of(IngressColumns::parameters)),
                    AGE);

    static final List<Column> NETWORK_POLICY =
            List.of(
                    NAME,
                    Column.of(
                            "Pod-Selector",
                            Cells.of(tree -> Cells.selector(tree.at("/spec/podSelector")))),
                    AGE);

    private static String hosts(JsonNode ingress) {
        List<String> hosts =
                Cells.texts(ingress.at("/spec/rules"), rule -> rule.path("host")).stream()
                        .filter(host -> !host.isEmpty())
                        .toList();
        return Cells.firstThree(hosts, "*");
    }

    private static String address(JsonNode ingress) {
        List<String> addresses =
                Cells.texts(
                        ingress.at("/status/loadBalancer/ingress"),
                        point ->
                                point.path("ip").asText().isEmpty()
                                        ? point.path("hostname")
                                        : point.path("ip"));
        return String.join(",", addresses.stream().distinct().toList());
    }

    private static String parameters(JsonNode ingressClass) {
        JsonNode parameters = ingressClass.at("/spec/parameters");
        if (!parameters.isObject()) {
            return NONE;
        }
        String kind =
                String.join(
                        ".",
                        Stream.of(
                                        parameters.path("kind").asText().toLowerCase(Locale.ROOT),
                                        parameters.path("apiGroup").asText())
                                .filter(part -> !part.isEmpty())
                                .toList());
        return kind + "/" + parameters.path("name").asText();
    }
}
