package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.rest.Client.Stream;
import dev.perk.kube.Json;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: {@code k8s.io/apiserver pkg/endpoints/handlers/watch.go}, KEP-3157. */
class WatchesTest {
    private static final String JSON = "application/json";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    private final Client client = new Client();
    private long start;

    @BeforeEach
    void rememberRevision() {
        start = client.registry.revision();
    }

    private void create(String name) {
        client.send(
                "POST",
                CONFIG_MAPS,
                JSON,
                "{'metadata':{'name':'" + name + "','labels':{'on':'yes'}}}");
    }

    private void label(String name, String value) {
        client.send(
                "PATCH",
                CONFIG_MAPS + "/" + name,
                "application/merge-patch+json",
                "{'metadata':{'labels':{'on':'" + value + "'}}}");
    }

    private void delete(String name) {
        client.send("DELETE", CONFIG_MAPS + "/" + name, "", new byte[0]);
    }

    private String at(int changes) {
        return "@" + (start + changes);
    }

    @Test
    void tellsEveryChangeAfterARevision() {
        create("a");
        Stream stream = client.open(CONFIG_MAPS + "?watch=true&resourceVersion=" + start);

        label("a", "no");
        delete("a");

        assertThat(stream.events())
                .containsExactly("ADDED a" + at(1), "MODIFIED a" + at(2), "DELETED a" + at(3));
    }

    @Test
    void tellsFirstWhatExistsToWhoNamesNoRevision() {
        create("b");
        create("a");

        Stream stream = client.open(CONFIG_MAPS + "?watch=1");

        assertThat(stream.events()).containsExactly("ADDED a" + at(2), "ADDED b" + at(1));
    }

    @Test
    void tellsASelectorOfWhatBeginsAndCeasesToMatch() {
        Stream stream =
                client.open(
                        CONFIG_MAPS
                                + "?watch=true&labelSelector=on%3Dyes&resourceVersion="
                                + start);
        create("a");
        label("a", "no");
        label("a", "yes");

        List<JsonNode> frames = stream.frames();

        assertThat(frames.stream().map(frame -> frame.path("type").asText()))
                .containsExactly("ADDED", "DELETED", "ADDED");
        assertThat(frames.get(1).at("/object/metadata/labels/on").asText())
                .as("as it was when it matched")
                .isEqualTo("yes");
        assertThat("@" + frames.get(1).at("/object/metadata/resourceVersion").asText())
                .isEqualTo(at(2));
    }

    @Test
    void waitsForARevisionToCome() {
        Stream stream = client.open(CONFIG_MAPS + "?watch=true&resourceVersion=" + (start + 1));
        create("a");
        create("b");

        assertThat(stream.events()).containsExactly("ADDED b" + at(2));
    }

    @Test
    void saysInAFrameThatTheHistoryIsGone() {
        create("a");
        label("a", "no");
        client.clock.advance("3600s");

        Stream stream = client.open(CONFIG_MAPS + "?watch=true&resourceVersion=" + start);
        List<JsonNode> frames = stream.frames();

        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().path("type").asText()).isEqualTo("ERROR");
        assertThat(frames.getFirst().at("/object/code").asInt()).isEqualTo(410);
        assertThat(frames.getFirst().at("/object/message").asText())
                .startsWith("too old resource version: " + start + " (");
        assertThat(stream.hasEnded()).isTrue();
    }

    @Test
    void endsWhenItsTimeIsOver() {
        Stream stream =
                client.open(CONFIG_MAPS + "?watch=true&timeoutSeconds=10&resourceVersion=" + start);

        client.clock.advance("9s");
        assertThat(stream.hasEnded()).isFalse();
        client.clock.advance("1s");

        assertThat(stream.hasEnded()).isTrue();
        create("late");
        assertThat(stream.text()).isEmpty();
    }

    /** Spec §2.5: 30 to 60 minutes, at random. */
    @Test
    void endsWithinAnHourIfNobodySaysWhen() {
        Stream stream = client.open(CONFIG_MAPS + "?watch=true&resourceVersion=" + start);

        client.clock.advance("1799s");
        assertThat(stream.hasEnded()).isFalse();
        client.clock.advance("1801s");

        assertThat(stream.hasEnded()).isTrue();
    }

    @Test
    void saysNowAndThenHowFarItHasCome() {
        Stream stream =
                client.open(
                        CONFIG_MAPS
                                + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=90"
                                + "&resourceVersion="
                                + start);
        client.send("POST", "/api/v1/namespaces", JSON, "{'metadata':{'name':'other'}}");

        client.clock.advance("60s");
        assertThat(stream.events()).containsExactly("BOOKMARK " + at(1));

        client.clock.advance("29s");
        assertThat(stream.events())
                .as("shortly before the end")
                .containsExactly("BOOKMARK " + at(1));
    }

    @Test
    void marksWhereWhatExistsEnds() {
        create("a");

        Stream stream =
                client.open(
                        CONFIG_MAPS
                                + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                                + "&resourceVersionMatch=NotOlderThan");
        List<JsonNode> frames = stream.frames();

        assertThat(frames).hasSize(2);
        assertThat(frames.get(1).path("type").asText()).isEqualTo("BOOKMARK");
        assertThat(frames.get(1).at("/object/kind").asText()).isEqualTo("ConfigMap");
        assertThat(
                        frames.get(1)
                                .at("/object/metadata/annotations")
                                .path("k8s.io/initial-events-end")
                                .asText())
                .isEqualTo("true");
    }

    /** Go's typed clients take the list's kind from the blueprint. */
    @Test
    void marksTheEndInTheShapeThatTheClientWants() {
        for (String shape : List.of("PartialObjectMetadata", "Table")) {
            client.with("Accept", "application/json;as=" + shape + ";v=v1;g=meta.k8s.io");
            Stream stream =
                    client.open(
                            CONFIG_MAPS
                                    + "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true"
                                    + "&resourceVersionMatch=NotOlderThan");
            JsonNode mark = stream.frames().getLast();

            assertThat(mark.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(mark.at("/object/kind").asText()).isEqualTo(shape);
            JsonNode metadata = mark.at("/object/metadata");
            assertThat(metadata.path("resourceVersion").asText()).isEqualTo("" + start);
            JsonNode annotations = metadata.path("annotations");
            assertThat(annotations.path("k8s.io/initial-events-end").asText()).isEqualTo("true");
            assertThat(blueprint(annotations).path("kind").asText()).startsWith(shape);
        }
    }

    private static JsonNode blueprint(JsonNode annotations) {
        String base64 = annotations.path("kubernetes.io/initial-events-list-blueprint").asText();
        return Json.read(Base64.getDecoder().decode(base64));
    }

    @Test
    void marksNothingForWhoWantsNoBookmarks() {
        create("a");

        Stream stream =
                client.open(
                        CONFIG_MAPS
                                + "?watch&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

        assertThat(stream.events()).containsExactly("ADDED a" + at(1));
    }

    @Test
    void aListThatIsToBeNewerThanAnythingIsNotThereYet() {
        Stream stream =
                client.open(
                        CONFIG_MAPS
                                + "?watch=true&sendInitialEvents=true&resourceVersion="
                                + (start + 5)
                                + "&resourceVersionMatch=NotOlderThan");
        List<JsonNode> frames = stream.frames();

        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().at("/object/code").asInt()).isEqualTo(504);
        assertThat(stream.hasEnded()).isTrue();
    }

    /** Spec §5.3: one encoding of an event and shape, whoever watches. */
    @Test
    void writesAnEventOnceForAllWhoWantTheSameShape() {
        for (String accept :
                List.of(
                        "application/json",
                        "application/json;as=Table;v=v1;g=meta.k8s.io",
                        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")) {
            client.with("Accept", accept);
            Stream one =
                    client.open(
                            CONFIG_MAPS
                                    + "?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan");
            Stream other =
                    client.open(
                            CONFIG_MAPS
                                    + "?watch=true&labelSelector=on&sendInitialEvents=false&resourceVersionMatch=NotOlderThan");
            // The first event of a table says its columns, and is each watcher's own.
            client.send(
                    "POST", CONFIG_MAPS, JSON, "{'metadata':{'name':'first','labels':{'on':''}}}");
            client.send(
                    "POST", CONFIG_MAPS, JSON, "{'metadata':{'name':'second','labels':{'on':''}}}");

            assertThat(one.chunks().getLast()).as(accept).isSameAs(other.chunks().getLast());
            client.send("DELETE", CONFIG_MAPS + "/first", "", new byte[0]);
            client.send("DELETE", CONFIG_MAPS + "/second", "", new byte[0]);
            one.end();
            other.end();
        }
    }

    @Test
    void aFlagThatSaysNoIsNone() {
        create("a");

        for (String no : List.of("false", "0", "False")) {
            assertThat(client.get(CONFIG_MAPS + "?watch=" + no).at("/kind"))
                    .isEqualTo("ConfigMapList");
        }
    }

    @Test
    void showsEventsAsTablesOfOneRow() {
        client.with("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        Stream stream = client.open(CONFIG_MAPS + "?watch=true&resourceVersion=" + start);

        create("a");
        create("b");
        List<JsonNode> frames = stream.frames();

        assertThat(frames).hasSize(2);
        assertThat(frames.get(0).at("/object/columnDefinitions")).hasSize(3);
        assertThat(frames.get(1).at("/object/columnDefinitions").isNull()).isTrue();
        assertThat(frames.get(1).at("/object/rows/0/cells/0").asText()).isEqualTo("b");
    }

    @Test
    void refusesWhatCannotBeWatchedBeforeItBegins() {
        assertThat(client.get(CONFIG_MAPS + "?watch=true&sendInitialEvents=true").status())
                .isEqualTo(422);
        assertThat(client.get(CONFIG_MAPS + "?watch=true&labelSelector=a%3D%3D%3Db").status())
                .isEqualTo(400);
        assertThat(client.get(CONFIG_MAPS + "?watch=true&timeoutSeconds=soon").status())
                .isEqualTo(400);
    }

    @Test
    void ignoresTheFlagWhereOneObjectIsAskedFor() {
        create("a");

        assertThat(client.get(CONFIG_MAPS + "/a?watch=true").at("/metadata/name")).isEqualTo("a");
    }

    @Test
    void understandsTheOldUrlOfAWatch() {
        Stream stream =
                client.open(
                        "/api/v1/watch/namespaces/default/configmaps/a?resourceVersion=" + start);
        create("a");
        create("b");

        assertThat(stream.events()).containsExactly("ADDED a" + at(1));
    }
}
