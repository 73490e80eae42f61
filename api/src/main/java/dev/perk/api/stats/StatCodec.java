package dev.perk.api.stats;

import dev.perk.api.RevisionKey;
import dev.perk.api.text.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Stat} as protobuf, which is how it travels between processes: a pod serves one {@code
 * Stat} on port 9090, an activator sends many as one {@code WireStatMessages}.
 *
 * <p>Fields that are zero are left out and the others written in ascending order, as Go does; any
 * order is read, unknown fields are skipped, and the last of several values counts. Source: {@code
 * knative/serving pkg/autoscaler/metrics/stat.proto}.
 */
public final class StatCodec {
    private static final int POD_NAME = 1;
    private static final int AVERAGE_CONCURRENT_REQUESTS = 2;
    private static final int AVERAGE_PROXIED_CONCURRENT_REQUESTS = 3;
    private static final int REQUEST_COUNT = 4;
    private static final int PROXIED_REQUEST_COUNT = 5;
    private static final int PROCESS_UPTIME = 6;
    private static final int TIMESTAMP = 7;

    private static final int NAMESPACE = 1;
    private static final int NAME = 2;
    private static final int STAT = 3;

    private static final int MESSAGES = 1;

    private StatCodec() {}

    /** The message {@code Stat}. */
    public static byte[] encode(Stat stat) {
        return write(stat).toBytes();
    }

    /** The message {@code WireStatMessages}. */
    public static byte[] encode(List<StatMessage> messages) {
        var all = new ProtoWriter();
        for (StatMessage message : messages) {
            var one = new ProtoWriter();
            one.string(NAMESPACE, message.revision().namespace());
            one.string(NAME, message.revision().name());
            one.message(STAT, write(message.stat()));
            all.message(MESSAGES, one);
        }
        return all.toBytes();
    }

    private static ProtoWriter write(Stat stat) {
        var out = new ProtoWriter();
        out.string(POD_NAME, stat.podName());
        out.number(AVERAGE_CONCURRENT_REQUESTS, stat.averageConcurrentRequests());
        out.number(AVERAGE_PROXIED_CONCURRENT_REQUESTS, stat.averageProxiedConcurrentRequests());
        out.number(REQUEST_COUNT, stat.requestCount());
        out.number(PROXIED_REQUEST_COUNT, stat.proxiedRequestCount());
        out.number(PROCESS_UPTIME, stat.processUptime().toNanos() / 1e9);
        out.integer(TIMESTAMP, stat.timestamp().getEpochSecond());
        return out;
    }

    /** Reads a message {@code Stat}. */
    public static Parsed<Stat> decode(byte[] message) {
        try {
            return Parsed.good(readStat(new ProtoReader(message), new StatFields()).stat());
        } catch (ProtoReader.Malformed e) {
            return Parsed.bad(e.why());
        }
    }

    /** Reads a message {@code WireStatMessages}; entries without a stat say nothing. */
    public static Parsed<List<StatMessage>> decodeAll(byte[] message) {
        List<StatMessage> all = new ArrayList<>();
        try {
            var in = new ProtoReader(message);
            while (in.next()) {
                if (in.isBytes(MESSAGES)) {
                    readEntry(in.bytes(), all);
                } else {
                    in.skip();
                }
            }
        } catch (ProtoReader.Malformed e) {
            return Parsed.bad(e.why());
        }
        return Parsed.good(List.copyOf(all));
    }

    private static void readEntry(ProtoReader in, List<StatMessage> all)
            throws ProtoReader.Malformed {
        String namespace = "";
        String name = "";
        boolean hasStat = false;
        var fields = new StatFields();
        while (in.next()) {
            if (in.isBytes(NAMESPACE)) {
                namespace = in.string();
            } else if (in.isBytes(NAME)) {
                name = in.string();
            } else if (in.isBytes(STAT)) {
                hasStat = true;
                readStat(in.bytes(), fields);
            } else {
                in.skip();
            }
        }
        if (hasStat) {
            all.add(new StatMessage(new RevisionKey(namespace, name), fields.stat()));
        }
    }

    private static StatFields readStat(ProtoReader in, StatFields fields)
            throws ProtoReader.Malformed {
        while (in.next()) {
            if (in.isBytes(POD_NAME)) {
                fields.podName = in.string();
            } else if (in.isNumber(AVERAGE_CONCURRENT_REQUESTS)) {
                fields.concurrency = in.number();
            } else if (in.isNumber(AVERAGE_PROXIED_CONCURRENT_REQUESTS)) {
                fields.proxiedConcurrency = in.number();
            } else if (in.isNumber(REQUEST_COUNT)) {
                fields.requestCount = in.number();
            } else if (in.isNumber(PROXIED_REQUEST_COUNT)) {
                fields.proxiedRequestCount = in.number();
            } else if (in.isNumber(PROCESS_UPTIME)) {
                fields.uptimeSeconds = in.number();
            } else if (in.isInteger(TIMESTAMP)) {
                fields.timestampSeconds = in.integer();
            } else {
                in.skip();
            }
        }
        return fields;
    }
}
