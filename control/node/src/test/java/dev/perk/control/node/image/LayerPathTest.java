package dev.perk.control.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.control.node.image.LayerPath.Bookkeeping;
import dev.perk.control.node.image.LayerPath.Entry;
import dev.perk.control.node.image.LayerPath.OpaqueFolder;
import dev.perk.control.node.image.LayerPath.Whiteout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clauses: image-spec {@code layer.md} Whiteouts. */
class LayerPathTest {

    @Test
    void anEntryIsAPathFromTheRoot() {
        assertThat(LayerPath.parse("./usr/bin/env"))
                .isEqualTo(new Entry(List.of("usr", "bin", "env")));
        assertThat(LayerPath.parse("/etc/")).isEqualTo(new Entry(List.of("etc")));
        assertThat(LayerPath.parse("./")).isEqualTo(new Entry(List.of()));
        assertThat(LayerPath.parse("a/../b")).isEqualTo(new Entry(List.of("b")));
    }

    @Test
    void aWhiteoutHidesItsNeighbour() {
        assertThat(LayerPath.parse("a/.wh.b")).isEqualTo(new Whiteout(List.of("a", "b")));
        assertThat(LayerPath.parse("a/.wh..wh..opq")).isEqualTo(new OpaqueFolder(List.of("a")));
        assertThat(LayerPath.parse(".wh..wh.plnk/1.2"))
                .isEqualTo(new Entry(List.of(".wh..wh.plnk", "1.2")));
        assertThat(LayerPath.parse("a/.wh..wh.aufs")).isEqualTo(new Bookkeeping());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "a/../../b", "/..", "a/.wh...", "a/.wh.."})
    void noNameLeadsOutOfTheRoot(String name) {
        assertThatThrownBy(() -> LayerPath.parse(name))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining(name);
    }
}
