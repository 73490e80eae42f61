package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.KubeObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Has a say in every write, of clients and controllers alike: first it completes the object, then,
 * when nothing changes it any more, it may refuse it.
 *
 * <p>Runs on the writer's thread, and again when the write has to be prepared again because the
 * object has changed meanwhile. Upstream counterpart: {@code k8s.io/apiserver pkg/admission}.
 */
public interface Admission {

    enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    /**
     * What is about to happen.
     *
     * @param subresource such as {@code status}; empty for the object itself. Through {@code
     *     scale}, too, it is the workload that is looked at
     * @param old the object as stored; empty when it is created
     * @param warnings is told what the client should hear even if the write goes through
     */
    record Attempt(
            Operation operation,
            ResourceType type,
            String subresource,
            NamespacedName name,
            Optional<KubeObject> old,
            User user,
            boolean dryRun,
            Consumer<String> warnings) {

        public boolean isMain() {
            return subresource.isEmpty();
        }
    }

    /**
     * Does what decoding does, in place: defaults, and away with what the schema does not know.
     * Whoever writes the object owns these fields, which is not so of those that {@link #mutate}
     * sets. Not called for a deletion.
     */
    default void decode(Attempt attempt, ObjectNode object) {}

    /**
     * Changes the object in place: what webhooks do, and what the server allots. Not called for a
     * deletion.
     *
     * @throws dev.perk.kube.store.ApiException to refuse the write
     */
    default void mutate(Attempt attempt, ObjectNode object) {}

    /**
     * Looks at the object as it would be stored; for a deletion, as it is.
     *
     * @throws dev.perk.kube.store.ApiException to refuse the write
     */
    default void validate(Attempt attempt, KubeObject object) {}

    /** Has no opinion. */
    Admission NONE = new Admission() {};

    /** Each in turn: all that mutate, then all that validate. */
    static Admission chain(List<Admission> links) {
        List<Admission> all = List.copyOf(links);
        return new Admission() {
            @Override
            public void decode(Attempt attempt, ObjectNode object) {
                all.forEach(link -> link.decode(attempt, object));
            }

            @Override
            public void mutate(Attempt attempt, ObjectNode object) {
                all.forEach(link -> link.mutate(attempt, object));
            }

            @Override
            public void validate(Attempt attempt, KubeObject object) {
                all.forEach(link -> link.validate(attempt, object));
            }
        };
    }
}
