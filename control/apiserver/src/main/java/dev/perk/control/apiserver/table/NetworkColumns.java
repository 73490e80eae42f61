package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.NAME;
import static dev.perk.control.apiserver.table.Cells.NONE;
import static dev.perk.control.apiserver.table.Cells.UNSET;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The columns of Services and of what stands behind them. */
final class NetworkColumns {
    private NetworkColumns() {}

    static final List<Column> SERVICE =
            List.of(
                    NAME,
                    Column.of("Type", Cells.textAt("/spec/type")),
                    Column.of("Cluster-IP", Cells.of(NetworkColumns::clusterIp)),
                    Column.of("External-IP", Cells.of(NetworkColumns::externalIp)),
                    Column.of("Port(s)", Cells.of(NetworkColumns::ports)),
                    AGE,
                    Column.wide(
                            "Selector", Cells.of(tree -> Cells.labels(tree.at("/spec/selector")))));

    static final List<Column> ENDPOINTS =
            List.of(NAME, Column.of("Endpoints", Cells.of(NetworkColumns::endpoints)), AGE);

    static final List<Column> ENDPOINT_SLICE =
            List.of(
                    NAME,
                    Column.of("AddressType", Cells.textAt("/addressType")),
                    Column.of("Ports", Cells.of(NetworkColumns::slicePorts)),
                    Column.of("Endpoints", Cells.of(NetworkColumns::sliceEndpoints)),
                    AGE);

    private static String clusterIp(JsonNode service) {
        JsonNode first = service.at("/spec/clusterIPs/0");
        return Cells.orElse(first.isMissingNode() ? service.at("/spec/clusterIP") : first, NONE);
    }

    private static String externalIp(JsonNode service) {
        List<String> external = Cells.texts(service.at("/spec/externalIPs"), ip -> ip);
        return switch (service.at("/spec/type").asText()) {
            case "ExternalName" -> service.at("/spec/externalName").asText();
            case "LoadBalancer" -> {
                List<String> addresses = new ArrayList<>();
                for (JsonNode ingress : service.at("/status/loadBalancer/ingress")) {
                    addresses.add(
                            Cells.orElse(ingress.path("ip"), ingress.path("hostname").asText()));
                }
                addresses.addAll(external);
                yield addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
            }
            default -> external.isEmpty() ? NONE : String.join(",", external);
        };
    }

    private static String ports(JsonNode service) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : service.at("/spec/ports")) {
            long nodePort = port.path("nodePort").asLong();
            ports.add(
                    port.path("port").asText()
                            + (nodePort > 0 ? ":" + nodePort : "")
                            + "/"
                            + Cells.orElse(port.path("protocol"), "TCP"));
        }
        return ports.isEmpty() ? NONE : String.join(",", ports);
    }

    private static String endpoints(JsonNode endpoints) {
        List<String> all = new ArrayList<>();
        for (JsonNode subset : endpoints.path("subsets")) {
            JsonNode ports = subset.path("ports");
            for (JsonNode address : subset.path("addresses")) {
                String ip = address.path("ip").asText();
                if (ports.isEmpty()) {
                    all.add(ip);
                }
                for (JsonNode port : ports) {
                    all.add(ip + ":" + port.path("port").asText());
                }
            }
        }
        return Cells.firstThree(all, NONE);
    }

    private static String slicePorts(JsonNode slice) {
        List<String> ports = new ArrayList<>();
        for (JsonNode port : slice.path("ports")) {
            ports.add(Cells.orElse(port.path("port"), "*"));
        }
        return Cells.firstThree(ports, UNSET);
    }

    private static String sliceEndpoints(JsonNode slice) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode endpoint : slice.path("endpoints")) {
            addresses.addAll(Cells.texts(endpoint.path("addresses"), address -> address));
        }
        return Cells.firstThree(addresses, UNSET);
    }
}
