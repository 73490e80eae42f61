package dev.perk.control.node.image.io;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Tells by the first bytes how something was packed: media types are missing or wrong too often.
 */
final class Compression {
    private static final int BUFFER = 64 * 1024;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZSTD_MAGIC = 0x28b52ffd;

    private Compression() {}

    /** The content of {@code packed}, which may be gzip, zstd or not packed at all. */
    static InputStream unpack(InputStream packed) throws IOException {
        var in = new BufferedInputStream(packed, BUFFER);
        in.mark(4);
        byte[] start = in.readNBytes(4);
        in.reset();
        if (start.length < 4) {
            return in;
        }
        int first =
                (start[0] & 0xff) << 24
                        | (start[1] & 0xff) << 16
                        | (start[2] & 0xff) << 8
                        | (start[3] & 0xff);
        if (first >>> 16 == GZIP_MAGIC) {
            return new GZIPInputStream(in, BUFFER);
        }
        return first == ZSTD_MAGIC ? new ZstdInputStream(in) : in;
    }
}
