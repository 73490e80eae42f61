package dev.perk.api.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a ConfigMap is refused for. */
final class Problems {
    private Problems() {}

    static List<String> problems(ThrowingCallable parse) {
        return catchThrowableOfType(InvalidConfigException.class, parse).problems();
    }
}
