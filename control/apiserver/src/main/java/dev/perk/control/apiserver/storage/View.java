package dev.perk.control.apiserver.storage;

import dev.perk.api.ResourceKey;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/** Objects as a {@link Write} sees them. */
public interface View {
    Optional<KubeObject> get(ResourceKey key);
}
