package dev.perk.api.config;

import java.util.List;

/** A ConfigMap that cannot be used; says everything that is wrong with it. */
public final class InvalidConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String configMap;
    private final transient List<String> problems;

    InvalidConfigException(String configMap, List<String> problems) {
        super(String.join("\n", problems));
        this.configMap = configMap;
        this.problems = List.copyOf(problems);
    }

    /** The name of the ConfigMap. */
    public String configMap() {
        return configMap;
    }

    /** One text for each problem, each naming its key. */
    public List<String> problems() {
        return problems;
    }
}
