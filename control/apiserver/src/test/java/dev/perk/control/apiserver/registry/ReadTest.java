package dev.perk.control.apiserver.registry;

import static dev.perk.control.apiserver.registry.RegistryFixture.key;
import static dev.perk.control.apiserver.registry.RegistryFixture.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.storage.StorageFixture.Diary;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * kubernetes-api.md 2.4 and 2.5. Upstream: {@code k8s.io/apimachinery
 * pkg/apis/meta/internalversion/validation/validation_test.go}, {@code k8s.io/apiserver
 * pkg/storage/continue_test.go}, {@code pkg/storage/testing/store_tests.go}.
 */
class ReadTest {
    private final RegistryFixture api = new RegistryFixture();

    /** Pages. */
    @Test
    void pagesShowOneRevisionWhateverHappensMeanwhile() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            api.configMap(name);
        }
        Page first = list(Map.of("limit", "2"));
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.remaining()).hasValue(3);

        api.configMap("bb");
        api.delete(key(Kinds.CONFIG_MAP, "c"), Deletion.background());
        Page second = list(Map.of("limit", "2", "continue", first.continueToken()));
        assertThat(names(second)).containsExactly("c", "d");
        assertThat(second.revision()).isEqualTo(first.revision());
        Page third = list(Map.of("limit", "2", "continue", second.continueToken()));
        assertThat(names(third)).containsExactly("e");
        assertThat(third.continueToken()).isEmpty();
        assertThat(third.remaining()).isEmpty();
    }

    @Test
    void howManyRemainIsUnknownUnderASelector() {
        api.configMap("a");
        api.configMap("b");
        Page page = list(Map.of("limit", "1", "labelSelector", "!x"));
        assertThat(page.continueToken()).isNotEmpty();
        assertThat(page.remaining()).isEmpty();
    }

    @Test
    void anyStateWillDoMeansAllOfItAtOnce() {
        api.configMap("a");
        api.configMap("b");
        assertThat(names(list(Map.of("limit", "1", "resourceVersion", "0"))))
                .containsExactly("a", "b");
    }

    @Test
    void aPageThatCameTooLateCanGoOnInconsistently() {
        api.configMap("a");
        api.configMap("b");
        Page first = list(Map.of("limit", "1"));
        api.patch(key(Kinds.CONFIG_MAP, "b"), merge("{'data':{'a':'2'}}"));
        api.clock.advance("16m");

        ApiException expired =
                catchThrowableOfType(
                        ApiException.class,
                        () -> list(Map.of("continue", first.continueToken(), "limit", "1")));
        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.reason()).isEqualTo("Expired");
        assertThat(expired).hasMessageStartingWith("The provided continue parameter is too old");
        String token = expired.status().path("metadata").path("continue").asText();
        assertThat(names(list(Map.of("continue", token)))).containsExactly("b");
    }

    @Test
    void aListAtAnExactRevisionIsASnapshot() {
        long before = api.configMap("a").revision();
        api.configMap("b");
        Map<String, String> exact =
                Map.of("resourceVersion", "" + before, "resourceVersionMatch", "Exact");
        assertThat(names(list(exact))).containsExactly("a");
        assertThat(list(exact).revision()).isEqualTo(before);
        api.clock.advance("16m");
        assertThatThrownBy(() -> list(exact))
                .hasMessage("The resourceVersion for the provided list is too old.");
    }

    @Test
    void aRevisionToComeIsTooLarge() {
        long now = api.registry.revision();
        ApiException refusal =
                catchThrowableOfType(
                        ApiException.class, () -> list(Map.of("resourceVersion", "999999")));
        assertThat(refusal.code()).isEqualTo(504);
        assertThat(refusal)
                .hasMessage("Timeout: Too large resource version: 999999, current: " + now);
        assertThat(refusal.status().at("/details/causes/0/reason").asText())
                .isEqualTo("ResourceVersionTooLarge");
        assertThat(refusal.status().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
        assertThatThrownBy(() ->
                        api.registry.read(key(Kinds.CONFIG_MAP, "a"), OptionalLong.of(999999)))
                .hasMessageStartingWith("Timeout: Too large resource version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resourceVersionMatch=Exact|resourceVersionMatch: Forbidden: resourceVersionMatch"
                        + " is forbidden unless resourceVersion is provided",
                "resourceVersionMatch=Exact&resourceVersion=0|resourceVersionMatch: Forbidden:"
                        + " resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
                "resourceVersionMatch=Foo&resourceVersion=1|resourceVersionMatch: Unsupported"
                        + " value: \"Foo\": supported values: \"Exact\", \"NotOlderThan\", \"\"",
                "sendInitialEvents=true|sendInitialEvents: Forbidden: sendInitialEvents is"
                        + " forbidden for list"
            })
    void optionsThatDoNotGoTogetherAreExplained(String query, String problem) {
        assertThatThrownBy(() -> list(query(query)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422))
                .hasMessage("ListOptions.meta.k8s.io \"\" is invalid: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=abc|strconv.ParseInt: parsing \"abc\": invalid syntax",
                "continue=!|invalid continue token: continue key is not valid: it is no base64"
                        + " text",
                "continue=YWJj|invalid continue token: continue key is not valid: it holds no JSON",
                "continue=e30|invalid continue token: continue key is not valid: ",
                "continue=e30&resourceVersion=5|specifying resource version is not allowed when"
                        + " using continue",
                "resourceVersion=abc|resourceVersion: Invalid value: \"abc\": ",
                "labelSelector=k===v|unable to parse requirement: found '=', expected: identifier",
                "fieldSelector=data.a%3D1|\"data.a\" is not a known field selector: only"
                        + " \"metadata.name\", \"metadata.namespace\""
            })
    void whatCannotBeReadIsABadRequest(String query, String problem) {
        assertThatThrownBy(() -> list(query(query)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessageStartingWith(problem);
    }

    @Test
    void aListByNameFindsOneObject() {
        api.configMap("a");
        api.configMap("b");
        Page page = list(Map.of("fieldSelector", "metadata.name=b"));
        assertThat(names(page)).containsExactly("b");
        assertThat(page.revision()).isEqualTo(api.registry.revision());
        assertThat(names(list(Map.of("fieldSelector", "metadata.name=b,metadata.name!=b"))))
                .isEmpty();
    }

    /** Watches under selectors. */
    @Test
    void anObjectThatBeginsToMatchIsNewAndOneThatCeasesToIsGone() {
        var diary = new Diary();
        watch(
                Kinds.CONFIG_MAP,
                Map.of("labelSelector", "x=1", "resourceVersion", "" + api.registry.revision()),
                diary);
        KubeObject plain = api.configMap("c");
        KubeObject matching = api.patch(plain.key(), merge("{'metadata':{'labels':{'x':'1'}}}"));
        KubeObject still = api.patch(plain.key(), merge("{'data':{'value':'2'}}"));
        KubeObject left =
                api.patch(
                        plain.key(),
                        merge("{'metadata':{'labels':{'x':'2'}},'data':{'value':'3'}}"));
        api.delete(plain.key(), Deletion.background());

        assertThat(diary.entries)
                .containsExactly(
                        "added c= @" + matching.revision(),
                        "modified c=2 @" + still.revision(),
                        "deleted c=2 @" + left.revision());
    }

    @Test
    void aWatchOfOneNamespaceOrOneNameHearsOfNothingElse() {
        var byName = new Diary();
        var byNamespace = new Diary();
        Map<String, String> now = Map.of("resourceVersion", "" + api.registry.revision());
        api.registry.watch(
                Kinds.CONFIG_MAP,
                "kube-system",
                WatchQuery.parse(Kinds.CONFIG_MAP, now),
                byNamespace);
        watch(
                Kinds.CONFIG_MAP,
                Map.of(
                        "fieldSelector",
                        "metadata.name=b",
                        "resourceVersion",
                        "" + api.registry.revision()),
                byName);
        api.configMap("a");
        long revision = api.configMap("b").revision();

        assertThat(byName.entries).containsExactly("added b= @" + revision);
        assertThat(byNamespace.entries).isEmpty();
    }

    @Test
    void aWatchWithoutARevisionBeginsWithWhatExists() {
        long a = api.configMap("a").revision();
        for (var query : List.of(Map.<String, String>of(), Map.of("resourceVersion", "0"))) {
            var diary = new Diary();
            watch(Kinds.CONFIG_MAP, query, diary);
            assertThat(diary.entries).containsExactly("added a= @" + a);
        }
    }

    /** KEP-3157. */
    @Test
    void aListThatIsAWatchSaysWhereTheListEnds() {
        long a = api.configMap("a").revision();
        var diary = new Diary();
        watch(
                Kinds.CONFIG_MAP,
                Map.of("sendInitialEvents", "true", "resourceVersionMatch", "NotOlderThan"),
                diary);
        long b = api.configMap("b").revision();
        assertThat(diary.entries)
                .containsExactly("added a= @" + a, "initial end @" + a, "added b= @" + b);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sendInitialEvents=true|sendInitialEvents requires setting resourceVersionMatch to"
                        + " NotOlderThan",
                "resourceVersionMatch=NotOlderThan|resourceVersionMatch is forbidden for watch"
                        + " unless sendInitialEvents is provided"
            })
    void optionsOfAWatchThatDoNotGoTogetherAreExplained(String query, String problem) {
        assertThatThrownBy(() -> WatchQuery.parse(Kinds.POD, query(query)))
                .hasMessage(
                        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: "
                                + problem);
    }

    @Test
    void aWatchFromTooLongAgoHasExpired() {
        long old = api.configMap("a").revision();
        api.patch(key(Kinds.CONFIG_MAP, "a"), merge("{'data':{'a':'2'}}"));
        api.clock.advance("16m");
        assertThatThrownBy(() ->
                        watch(Kinds.CONFIG_MAP, Map.of("resourceVersion", "" + old), new Diary()))
                .hasMessage("too old resource version: " + old + " (" + (old + 1) + ")");
    }

    private Page list(Map<String, String> query) {
        return api.registry.list(
                Kinds.CONFIG_MAP, "default", ListQuery.parse(Kinds.CONFIG_MAP, query));
    }

    private void watch(ResourceType type, Map<String, String> query, Diary diary) {
        api.registry.watch(type, "default", WatchQuery.parse(type, query), diary);
    }

    private static List<String> names(Page page) {
        return page.items().stream().map(KubeObject::name).toList();
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new java.util.HashMap<>();
        for (String parameter : new ArrayList<>(List.of(text.split("&", -1)))) {
            int equals = parameter.indexOf('=');
            query.put(
                    parameter.substring(0, equals),
                    parameter.substring(equals + 1).replace("%3D", "="));
        }
        return query;
    }
}
