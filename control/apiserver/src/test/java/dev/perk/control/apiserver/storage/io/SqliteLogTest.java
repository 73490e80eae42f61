package dev.perk.control.apiserver.storage.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.api.NamespacedName;
import dev.perk.control.apiserver.storage.Forgotten;
import dev.perk.control.apiserver.storage.Log.Durability;
import dev.perk.control.apiserver.storage.LogFailure;
import dev.perk.control.apiserver.storage.LogRecord;
import dev.perk.control.apiserver.storage.Recovered;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's promises, kept by SQLite. */
class SqliteLogTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");

    @TempDir Path folder;

    @Test
    void comesBackAsItWasLeft() {
        try (SqliteLog log = opened()) {
            log.append(List.of(put(1, "a", "{\"x\":\"é\"}"), put(2, "b", "{}")), Durability.SYNCED);
            log.append(List.of(removal(3, "b")), Durability.WRITTEN);
        }
        List<String> records = new ArrayList<>();
        try (SqliteLog log = SqliteLog.open(folder)) {
            Recovered recovered = log.replay(record -> records.add(text(record)));
            assertThat(recovered.revision()).isEqualTo(3);
        }
        assertThat(records)
                .containsExactly(
                        "1 2026-01-01T00:00:00.123Z pods default/a {\"x\":\"é\"}",
                        "2 2026-01-01T00:00:00.123Z pods default/b {}",
                        "3 2026-01-01T00:00:00.123Z pods default/b gone");
    }

    @Test
    void whatIsForgottenStaysForgotten() {
        try (SqliteLog log = opened()) {
            log.append(List.of(put(1, "a", "{}"), put(2, "a", "{}")), Durability.SYNCED);
            log.forget(new Forgotten(List.of(1L), Map.of("pods", 2L)));
            log.forget(new Forgotten(List.of(), Map.of("pods", 5L)));
        }
        List<String> records = new ArrayList<>();
        try (SqliteLog log = SqliteLog.open(folder)) {
            Recovered recovered = log.replay(record -> records.add(text(record)));
            assertThat(recovered.floors()).containsExactly(Map.entry("pods", 5L));
        }
        assertThat(records).hasSize(1);
    }

    /** kubernetes-api.md 5.2: a revision never comes twice, also across a crash. */
    @Test
    void withoutAnOrderlyCloseNoRevisionOfTheReserveIsUsedAgain() {
        SqliteLog crashed = opened();
        crashed.append(List.of(put(1, "a", "{}")), Durability.SYNCED);
        crashed.append(List.of(put(2, "a", "{}")), Durability.WRITTEN);

        try (SqliteLog log = SqliteLog.open(folder)) {
            assertThat(log.replay(record -> {}).revision()).isEqualTo(1001);
            log.append(List.of(put(1002, "a", "{}")), Durability.WRITTEN);
        }
        try (SqliteLog log = SqliteLog.open(folder)) {
            assertThat(log.replay(record -> {}).revision()).isEqualTo(1002);
        }
    }

    @Test
    void aFullDiskRefusesTheBatchAndTakesTheNextOnceThereIsRoom() throws Exception {
        try (SqliteLog log = opened()) {
            log.append(List.of(put(1, "a", "{}")), Durability.SYNCED);
            log.limitPages(10);
            String large = "{\"x\":\"" + "x".repeat(100_000) + "\"}";
            assertThatThrownBy(() ->
                            log.append(
                                    List.of(put(2, "b", "{}"), put(3, "c", large)),
                                    Durability.SYNCED))
                    .isInstanceOf(LogFailure.class)
                    .hasMessage(
                            "the disk that holds "
                                    + folder
                                    + " is full: free some space; until then objects can be read"
                                    + " but not written");
            log.limitPages(1_000_000);
            log.append(List.of(put(2, "d", "{}")), Durability.SYNCED);
        }
        List<String> records = new ArrayList<>();
        try (SqliteLog log = SqliteLog.open(folder)) {
            log.replay(record -> records.add(record.name().name()));
        }
        assertThat(records).as("all of a batch or nothing").containsExactly("a", "d");
    }

    private SqliteLog opened() {
        SqliteLog log = SqliteLog.open(folder);
        assertThat(log.replay(record -> {})).isEqualTo(new Recovered(0, Map.of()));
        return log;
    }

    private static LogRecord put(long revision, String name, String json) {
        return new LogRecord.Put(
                revision,
                AT,
                "pods",
                new NamespacedName("default", name),
                json.getBytes(StandardCharsets.UTF_8));
    }

    private static LogRecord removal(long revision, String name) {
        return new LogRecord.Removal(revision, AT, "pods", new NamespacedName("default", name));
    }

    private static String text(LogRecord record) {
        String content =
                switch (record) {
                    case LogRecord.Put put -> new String(put.json(), StandardCharsets.UTF_8);
                    case LogRecord.Removal _ -> "gone";
                };
        return "%d %s %s %s %s"
                .formatted(record.revision(), record.at(), record.kind(), record.name(), content);
    }
}
