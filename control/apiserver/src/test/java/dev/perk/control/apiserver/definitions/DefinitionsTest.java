package dev.perk.control.apiserver.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.ListQuery;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.MemoryLog;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spec: Kubernetes API §5.2: nothing that was acknowledged is lost by a restart. */
class DefinitionsTest {
    private static final WriteOptions OPTIONS = WriteOptions.by(User.ADMIN);

    private final FakeClock clock = new FakeClock();
    private final MemoryLog log = new MemoryLog();

    private Registry start() {
        Storage storage =
                Storage.open(
                        log, Kinds.SERVED, Limits.DEFAULT, clock, Runnable::run, Runnable::run);
        return new Registry(storage, Admission.NONE, clock, new Random(1));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ResourceType type(Registry registry, String version) {
        return registry.definitions()
                .catalog()
                .now()
                .find("example.com/" + version, "Foo")
                .orElseThrow();
    }

    @Test
    void knowsKindsAndTheirObjectsFromBeforeARestart() {
        Registry before = start();
        Bootstrap.createNamespaces(before, OPTIONS);
        before.create(
                Kinds.CUSTOM_RESOURCE_DEFINITION,
                "",
                json(
                        """
                        {'metadata':{'name':'foos.example.com'},
                         'spec':{'group':'example.com','scope':'Namespaced',
                                 'names':{'plural':'foos','singular':'foo','kind':'Foo','listKind':'FooList'},
                                 'versions':[
                                   {'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object'}}},
                                   {'name':'v2','served':true,'storage':false,'schema':{'openAPIV3Schema':{'type':'object'}}}]}}
                        """),
                OPTIONS);
        var controller =
                DefinitionController.start(new EmbeddedStore(before, User.CONTROLLER), clock);
        clock.runDue();
        controller.close();
        before.create(type(before, "v2"), "default", json("{'metadata':{'name':'a'}}"), OPTIONS);

        Registry after = start();

        assertThat(after.list(type(after, "v1"), "", ListQuery.ALL).items())
                .extracting(KubeObject::name)
                .containsExactly("a");
        assertThat(after.list(type(after, "v2"), "", ListQuery.ALL).items())
                .extracting(object -> object.tree().path("apiVersion").asText())
                .containsExactly("example.com/v2");
    }
}
