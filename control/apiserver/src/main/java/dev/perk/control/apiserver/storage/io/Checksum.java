package dev.perk.control.apiserver.storage.io;

import dev.perk.control.apiserver.storage.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What each row says of itself, so that a bit that flips on a disk is found. SQLite sees only what
 * breaks its own structure, not a digit that has become another one.
 */
final class Checksum {
    private final CRC32C crc = new CRC32C();

    private Checksum() {}

    static long of(LogRecord record) {
        Checksum sum =
                new Checksum()
                        .add(record.revision())
                        .add(record.at().toEpochMilli())
                        .add(record.kind())
                        .add(record.name().namespace())
                        .add(record.name().name());
        if (record instanceof LogRecord.Put put) {
            sum.crc.update(put.json());
        }
        return sum.crc.getValue();
    }

    static long ofFloor(String kind, long revision) {
        return new Checksum().add(kind).add(revision).crc.getValue();
    }

    static long ofCeiling(long ceiling) {
        return new Checksum().add(ceiling).crc.getValue();
    }

    private Checksum add(long number) {
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        return this;
    }

    private Checksum add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // Its length too: what one field loses the next may not gain.
        crc.update(bytes);
        return add(bytes.length);
    }
}
