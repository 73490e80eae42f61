package dev.perk.control.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Upstream: moby/sys/user {@code TestGetExecUser}. */
class AccountsTest {
    private static final List<String> PASSWD =
            List.of("root:x:0:0:root:/root:/bin/sh", "web:x:42:43::/web:/bin/sh", "", "broken");
    private static final List<String> GROUP =
            List.of("root:x:0:", "web:x:43:", "audio:x:29:web,root", "video:x:44:web", "broken");

    private static Accounts of(String user) {
        return Accounts.of(
                new ContainerSpec.User(user, OptionalLong.empty(), OptionalLong.empty(), List.of()),
                PASSWD,
                GROUP);
    }

    @Test
    void noUserIsRoot() {
        assertThat(of("")).isEqualTo(new Accounts(0, 0, List.of(29L)));
    }

    @Test
    void aNameHasItsEntrysNumbersAndGroups() {
        assertThat(of("web")).isEqualTo(new Accounts(42, 43, List.of(29L, 44L)));
        assertThat(of("42")).as("so has its number").isEqualTo(of("web"));
    }

    @Test
    void aGroupCanBeNamedToo() {
        assertThat(of("web:audio").gid()).isEqualTo(29);
        assertThat(of("1000:1000")).isEqualTo(new Accounts(1000, 1000, List.of()));
        assertThat(of("1000").gid()).as("a number without an entry").isZero();
    }

    @Test
    void thePodDecidesOverTheImage() {
        var user =
                new ContainerSpec.User(
                        "web:audio", OptionalLong.of(2020), OptionalLong.empty(), List.of(7L));
        assertThat(Accounts.of(user, PASSWD, GROUP)).isEqualTo(new Accounts(2020, 0, List.of(7L)));
    }

    @Test
    void saysWhoIsUnknown() {
        assertThatThrownBy(() -> of("ghost"))
                .hasMessage("unable to find user ghost: no matching entries in passwd file");
        assertThatThrownBy(() -> of("web:ghosts"))
                .hasMessage("unable to find group ghosts: no matching entries in group file");
    }
}
