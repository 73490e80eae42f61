package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.rest.Client.Heard;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bodies that nobody should send: spec §2.2, §2.7 and §2.10. Each costs its sender a 400. */
class BadBodiesTest {
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    private final Client client = new Client();

    private void assertRefused(String contentType, byte[] body, String problem) {
        Heard heard = client.send("POST", CONFIG_MAPS, contentType, body);
        assertThat(heard.status()).isEqualTo(400);
        assertThat(heard.at("/reason")).isEqualTo("BadRequest");
        assertThat(heard.at("/message")).contains(problem);
        assertThat(heard.text().length()).as("the body does not come back").isLessThan(2000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aMillionNestedBrackets() {
        assertRefused(JSON, bytes("[".repeat(1_000_000)), "nesting depth (1001)");
        assertRefused(JSON, bytes("{\"a\":".repeat(500_000)), "nesting depth (1001)");
        assertRefused(YAML, bytes("[".repeat(1_000_000)), "");
        assertRefused(YAML, bytes("- ".repeat(100_000)), "");
    }

    @Test
    void bytesThatAreNoUtf8() {
        assertRefused(
                JSON,
                "{\"metadata\":{\"name\":\"\u00ff\"}}".getBytes(StandardCharsets.ISO_8859_1),
                "Invalid UTF-8");
    }

    @Test
    void numbersThatNothingCanHold() {
        assertRefused(JSON, bytes("{\"a\":" + "9".repeat(100_000) + "}"), "Number value length");
        assertRefused(
                JSON,
                bytes("{\"a\":1e999}"),
                "cannot unmarshal number 1e999 into Go value of type float64");
    }

    /** The billion laughs, in nine lines. */
    @Test
    void aliasesThatBlowADocumentUp() {
        var bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            String below = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (below + ", ").repeat(8) + below));
        }
        assertRefused(YAML, bytes(bomb.toString()), "document contains excessive aliasing");

        String large = "x".repeat(100_000);
        assertRefused(
                YAML,
                bytes("a: &a " + large + "\nb: [" + "*a, ".repeat(1000) + "*a]\n"),
                "document contains excessive aliasing");
        assertRefused(YAML, bytes("a: *nowhere\n"), "nowhere");
    }

    @Test
    void whatIsNoObject() {
        assertRefused(JSON, bytes("null"), "");
        assertRefused(JSON, bytes("{} {}"), "unexpected data after top-level value");
        assertRefused(JSON, bytes("\u0000"), "");
        assertRefused("application/vnd.kubernetes.protobuf", bytes("k8s"), "");
    }

    @Test
    void aliasesAndMergeKeysOfYamlMeanWhatTheySay() {
        Heard heard =
                client.send(
                        "POST",
                        CONFIG_MAPS,
                        YAML,
                        bytes(
                                """
                                metadata:
                                  name: a
                                  labels: &common {app: web, tier: front}
                                  annotations:
                                    <<: *common
                                    tier: back
                                data:
                                  one: &text hello
                                  two: *text
                                """));

        assertThat(heard.status()).isEqualTo(201);
        assertThat(heard.at("/metadata/annotations/app")).isEqualTo("web");
        assertThat(heard.at("/metadata/annotations/tier")).isEqualTo("back");
        assertThat(heard.at("/data/two")).isEqualTo("hello");
        assertThat(heard.header("Warning")).isEmpty();
    }

    @Test
    void halfACharacterIsReplacedAsGoDoes() {
        Heard heard =
                client.send(
                        "POST",
                        CONFIG_MAPS,
                        JSON,
                        "{'metadata':{'name':'a'},'data':{'x':'a\\ud800b','y':'\\ud83d\\ude00'}}");

        assertThat(heard.status()).isEqualTo(201);
        assertThat(heard.at("/data/x")).isEqualTo("a\uFFFDb");
        assertThat(heard.at("/data/y")).isEqualTo("\ud83d\ude00");
    }

    @Test
    void namesThatBreakTheRulesWhateverTheirLength() {
        for (String name :
                new String[] {
                    "A",
                    "a/b",
                    "..",
                    "%2e",
                    "a".repeat(1_000_000),
                    "a.".repeat(500_000) + "a",
                    "-".repeat(100_000)
                }) {
            Heard heard =
                    client.send("POST", CONFIG_MAPS, JSON, "{'metadata':{'name':'" + name + "'}}");
            assertThat(heard.status()).isEqualTo(422);
            assertThat(heard.at("/reason")).isEqualTo("Invalid");
            assertThat(heard.at("/details/causes/0/field")).isEqualTo("metadata.name");
        }
    }

    @Test
    void selectorsThatCannotBeReadWhateverTheirLength() {
        String key = "a".repeat(300_000);
        for (String selector :
                new String[] {
                    "labelSelector=" + key,
                    "labelSelector=a%3D" + key,
                    "labelSelector=" + "a.".repeat(150_000) + "/b",
                    "labelSelector=a+in+(" + "b,".repeat(100_000),
                    "labelSelector=" + "!".repeat(100_000),
                    "fieldSelector=" + key + "%3Db",
                    "fieldSelector=" + "%5C".repeat(50_000)
                }) {
            Heard heard = client.get(CONFIG_MAPS + "?" + selector);
            assertThat(heard.status()).as(selector.substring(0, 20)).isEqualTo(400);
        }
        assertThat(
                        client.get(
                                        CONFIG_MAPS
                                                + "?labelSelector=a+in+("
                                                + "b,".repeat(50_000)
                                                + "b)")
                                .status())
                .isEqualTo(200);
    }
}
