package dev.perk.control.apiserver.table;

import static dev.perk.control.apiserver.table.Cells.AGE;
import static dev.perk.control.apiserver.table.Cells.CREATED_AT;
import static dev.perk.control.apiserver.table.Cells.NAME;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The columns of roles and of what gives them to somebody. */
final class AccessColumns {
    static final List<Column> ROLE = List.of(NAME, CREATED_AT);

    static final List<Column> BINDING =
            List.of(
                    NAME,
                    Column.of("Role", Cells.of(AccessColumns::role)),
                    AGE,
                    Column.wide("Users", Cells.of(binding -> subjects(binding, "User"))),
                    Column.wide("Groups", Cells.of(binding -> subjects(binding, "Group"))),
                    Column.wide(
                            "ServiceAccounts",
                            Cells.of(binding -> subjects(binding, "ServiceAccount"))));

    private AccessColumns() {}

    private static String role(JsonNode binding) {
        return binding.at("/roleRef/kind").asText() + "/" + binding.at("/roleRef/name").asText();
    }

    private static String subjects(JsonNode binding, String kind) {
        List<String> names = new ArrayList<>();
        for (JsonNode subject : binding.path("subjects")) {
            if (subject.path("kind").asText().equals(kind)) {
                String namespace = subject.path("namespace").asText();
                String name = subject.path("name").asText();
                names.add(namespace.isEmpty() ? name : namespace + "/" + name);
            }
        }
        return String.join(", ", names);
    }
}
