package dev.perk.control.node.agent;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One file of a volume, with its permissions. */
public final class VolumeFile {
    private final byte[] bytes;
    private final int mode;

    /**
     * @param mode such as 0644
     */
    public VolumeFile(byte[] bytes, int mode) {
        this.bytes = bytes.clone();
        this.mode = mode;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int mode() {
        return mode;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VolumeFile that
                && mode == that.mode
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
