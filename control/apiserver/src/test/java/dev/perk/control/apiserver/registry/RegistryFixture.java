package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import dev.perk.testing.testkit.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** A registry in memory with the namespaces that always exist, and short words for requests. */
final class RegistryFixture {
    static final WriteOptions OPTIONS = WriteOptions.by(User.CONTROLLER);
    static final WriteOptions DRY_RUN = new WriteOptions(User.CONTROLLER, true, "", warning -> {});

    private static final JsonMapper JSON = new JsonMapper();

    final FakeClock clock = new FakeClock();
    final Storage storage = Storage.inMemory(Kinds.SERVED, clock);
    final List<Admission> admissions = new ArrayList<>();
    final Registry registry =
            new Registry(
                    storage,
                    new Admission() {
                        @Override
                        public void decode(Attempt attempt, ObjectNode object) {
                            Admission.chain(admissions).decode(attempt, object);
                        }

                        @Override
                        public void mutate(Attempt attempt, ObjectNode object) {
                            Admission.chain(admissions).mutate(attempt, object);
                        }

                        @Override
                        public void validate(Attempt attempt, KubeObject object) {
                            Admission.chain(admissions).validate(attempt, object);
                        }
                    },
                    clock,
                    new SplittableRandom(1));

    RegistryFixture() {
        Bootstrap.createNamespaces(registry, OPTIONS);
    }

    /** JSON with {@code '} for {@code "}. */
    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Patch merge(String changes) {
        return new Patch.MergePatch(json(changes));
    }

    static Patch strategic(String changes) {
        return new Patch.StrategicMergePatch(json(changes));
    }

    static Patch operations(String operations) {
        try {
            return new Patch.JsonPatch((ArrayNode) JSON.readTree(operations.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(operations, e);
        }
    }

    static ResourceKey key(ResourceType type, String name) {
        return ResourceKey.of(type, type.namespaced() ? "default" : "", name);
    }

    KubeObject create(ResourceType type, String body) {
        return create(type, body, OPTIONS);
    }

    KubeObject create(ResourceType type, String body, WriteOptions options) {
        return registry.create(type, type.namespaced() ? "default" : "", json(body), options);
    }

    KubeObject configMap(String name) {
        return create(
                Kinds.CONFIG_MAP, "{'metadata':{'name':'%s'},'data':{'a':'1'}}".formatted(name));
    }

    KubeObject route(String name) {
        return create(
                Kinds.ROUTE, "{'metadata':{'name':'%s'},'spec':{'traffic':[]}}".formatted(name));
    }

    KubeObject deployment(String name) {
        return create(
                Kinds.DEPLOYMENT,
                """
                {'metadata':{'name':'%s'},
                 'spec':{'replicas':1,
                         'selector':{'matchLabels':{'app':'web','tier':'x'}},
                         'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}}}
                """
                        .formatted(name));
    }

    KubeObject update(KubeObject object) {
        return registry.update(object.key(), object.tree(), Subresource.MAIN, OPTIONS);
    }

    KubeObject updateStatus(KubeObject object) {
        return registry.update(object.key(), object.tree(), Subresource.STATUS, OPTIONS);
    }

    KubeObject patch(ResourceKey key, Patch patch) {
        return registry.patch(key, patch, Subresource.MAIN, OPTIONS);
    }

    KubeObject patch(ResourceKey key, Patch patch, Subresource part) {
        return registry.patch(key, patch, part, OPTIONS);
    }

    Optional<KubeObject> get(ResourceKey key) {
        return registry.get(key);
    }

    KubeObject find(ResourceKey key) {
        return registry.get(key).orElseThrow(() -> ApiException.notFound(key));
    }

    Deleted delete(ResourceKey key, Deletion deletion) {
        return registry.delete(key, deletion, OPTIONS);
    }

    static Deletion grace(long seconds) {
        return new Deletion(
                Deletion.Propagation.BACKGROUND,
                OptionalLong.of(seconds),
                Optional.empty(),
                OptionalLong.empty());
    }

    static Deletion propagation(Deletion.Propagation propagation) {
        return new Deletion(
                propagation, OptionalLong.empty(), Optional.empty(), OptionalLong.empty());
    }
}
