package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.text.Quantity;
import dev.perk.kube.KubeObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a volume of a pod holds. Source: kubernetes {@code pkg/volume}. */
public sealed interface VolumeContent {

    /**
     * A folder that containers fill.
     *
     * @param inMemory whether it is no folder on a disk
     * @param sizeLimit in bytes
     */
    record Empty(boolean inMemory, Optional<Long> sizeLimit) implements VolumeContent {}

    /**
     * Files that objects of the API hold; containers can only read them.
     *
     * @param files by path in the volume
     */
    record Files(Map<String, VolumeFile> files) implements VolumeContent {
        public Files {
            files = Map.copyOf(files);
        }
    }

    /** Something that it names does not exist. */
    record Missing(String message) implements VolumeContent {}

    /**
     * Looks up what {@code volume} should hold now.
     *
     * @param pod whose volume it is
     * @param volume an entry of {@code spec.volumes}
     * @param lookup finds ConfigMaps and Secrets
     * @param tokens those of the pod
     */
    static VolumeContent of(
            PodFields pod,
            JsonNode volume,
            Function<ResourceKey, Optional<KubeObject>> lookup,
            TokenFiles tokens) {
        if (volume.has("emptyDir")) {
            JsonNode emptyDir = volume.path("emptyDir");
            Optional<Long> limit =
                    emptyDir.has("sizeLimit")
                            ? Quantity.parse(emptyDir.path("sizeLimit").asText())
                                    .optional()
                                    .map(Quantity::whole)
                                    .map(BigInteger::longValue)
                            : Optional.empty();
            return new Empty(emptyDir.path("medium").asText().equals("Memory"), limit);
        }
        return new VolumeProjection(pod, lookup, tokens).of(volume);
    }

    /** Whether containers may write into it. */
    default boolean isWritable() {
        return this instanceof Empty;
    }

    /** Whether {@code path} stays in the volume that it is a path of. */
    static boolean staysInside(String path) {
        return !path.startsWith("/") && !List.of(path.split("/", -1)).contains("..");
    }
}
