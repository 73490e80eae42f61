package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.perk.control.apiserver.openapi.CustomResourceDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The definitions that are shipped for clusters are those that the standalone home shows. To write
 * them again: {@code ./mvnw -pl control/apiserver -am test -Dtest=DefinitionFilesTest
 * -Dperk.write=true}.
 */
class DefinitionFilesTest {
    /** Maven and IDEs run a module's tests in its folder. */
    private static final Path FOLDER = Path.of("../../config/core/crds");

    private static final ObjectMapper YAML =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                            .disable(YAMLGenerator.Feature.SPLIT_LINES)
                            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                            .build());

    @Test
    void everyFileSaysWhatTheTablesSay() throws IOException {
        List<String> names = new ArrayList<>();
        for (ObjectNode definition : CustomResourceDefinitions.all()) {
            String name = definition.at("/metadata/name").asText() + ".yaml";
            names.add(name);
            Path file = FOLDER.resolve(name);
            if (Boolean.getBoolean("perk.write")) {
                Files.createDirectories(FOLDER);
                Files.writeString(
                        file,
                        "# Written from the tables of control/apiserver by DefinitionFilesTest.\n"
                                + YAML.writeValueAsString(definition));
            }
            assertThat(YAML.readTree(Files.readString(file))).as(name).isEqualTo(definition);
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }
}
