package dev.perk.control.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.schema.MessageTable;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code k8s.io/apimachinery pkg/runtime/serializer/protobuf} and Go's JSON of the same
 * objects.
 */
class ProtobufObjectsTest {
    private final ProtobufObjects objects = new ProtobufObjects(MessageTable.kubernetes());

    @Test
    void readsDeleteOptionsAsClientGoSendsThem() {
        byte[] body =
                HexFormat.of()
                        .parseHex(
                                "6b387300" // k8s\0
                                        + "0a13"
                                        + "0a027631"
                                        + "120d44656c6574654f7074696f6e73"
                                        + "120c"
                                        + "220a4261636b67726f756e64"
                                        + "1a00"
                                        + "2200");

        assertThat(objects.read(body))
                .isEqualTo(
                        json(
                                "{'apiVersion':'v1','kind':'DeleteOptions','propagationPolicy':'Background'}"));
    }

    @Test
    void leavesOutZerosExceptWhereGoHasAPointer() {
        // paused is a bool, replicas an *int32: both are written as 0.
        Bytes spec = new Bytes().number(1, 0).number(7, 0).number(5, 3);

        assertThat(objects.read(body("apps/v1", "Deployment", new Bytes().message(2, spec))))
                .isEqualTo(
                        json(
                                "{'apiVersion':'apps/v1','kind':'Deployment','spec':{'replicas':0,'minReadySeconds':3}}"));
    }

    @Test
    void keepsEmptyValuesInMapsAndLists() {
        Bytes metadata =
                new Bytes()
                        .message(11, new Bytes().text(1, "a").text(2, ""))
                        .message(8, new Bytes());
        Bytes container = new Bytes().text(1, "c").text(4, "").text(4, "x").message(8, new Bytes());
        Bytes pod = new Bytes().message(1, metadata).message(2, new Bytes().message(2, container));

        assertThat(objects.read(body("v1", "Pod", pod)))
                .isEqualTo(
                        json(
                                "{'apiVersion':'v1','kind':'Pod','metadata':{'labels':{'a':''}},'spec':{'containers':[{'name':'c','args':['','x']}]}}"));
    }

    @Test
    void writesTypesThatJsonSpellsInItsOwnWay() {
        Bytes secret =
                new Bytes()
                        .message(1, new Bytes().message(8, new Bytes().number(1, 1_767_225_600)))
                        .message(2, new Bytes().text(1, "k").text(2, "hi"));
        Bytes lease =
                new Bytes()
                        .message(
                                2,
                                new Bytes().message(4, new Bytes().number(1, 1).number(2, 5_000)));

        assertThat(objects.read(body("v1", "Secret", secret)).toString())
                .isEqualTo(
                        json("{'apiVersion':'v1','kind':'Secret','metadata':{'creationTimestamp':'2026-01-01T00:00:00Z'},'data':{'k':'aGk='}}")
                                .toString());
        assertThat(
                        objects.read(body("coordination.k8s.io/v1", "Lease", lease))
                                .at("/spec/renewTime")
                                .asText())
                .isEqualTo("1970-01-01T00:00:01.000005Z");
    }

    @Test
    void writesTheFieldsOfAnInlinedMessageIntoTheOneAround() {
        Bytes volume =
                new Bytes()
                        .text(1, "v")
                        .message(
                                2,
                                new Bytes()
                                        .message(
                                                19,
                                                new Bytes().message(1, new Bytes().text(1, "cm"))));
        Bytes pod = new Bytes().message(2, new Bytes().message(1, volume));

        assertThat(objects.read(body("v1", "Pod", pod)).at("/spec/volumes/0"))
                .isEqualTo(json("{'name':'v','configMap':{'name':'cm'}}"));
    }

    @Test
    void readsTheSchemasOfDefinitions() {
        Bytes string = new Bytes().text(5, "string").message(8, new Bytes().text(1, "\"d\""));
        Bytes list =
                new Bytes()
                        .text(5, "array")
                        .message(24, new Bytes().message(1, new Bytes().text(5, "integer")));
        Bytes anything = new Bytes().text(5, "object").message(30, new Bytes().number(1, 1));
        Bytes root =
                new Bytes()
                        .text(5, "object")
                        .text(23, "a")
                        .message(29, new Bytes().text(1, "a").message(2, string))
                        .message(29, new Bytes().text(1, "b").message(2, list))
                        .message(29, new Bytes().text(1, "c").message(2, anything))
                        .number(38, 1);
        Bytes version =
                new Bytes()
                        .text(1, "v1")
                        .number(2, 1)
                        .number(3, 0)
                        .message(4, new Bytes().message(1, root));
        Bytes definition = new Bytes().message(2, new Bytes().text(1, "ex.io").message(7, version));

        assertThat(
                        objects.read(
                                        body(
                                                "apiextensions.k8s.io/v1",
                                                "CustomResourceDefinition",
                                                definition))
                                .at("/spec/versions/0"))
                .isEqualTo(
                        json(
                                "{'name':'v1','served':true,'schema':{'openAPIV3Schema':{'type':'object',"
                                    + "'required':['a'],'properties':{"
                                    + "'a':{'type':'string','default':'d'},"
                                    + "'b':{'type':'array','items':{'type':'integer'}},"
                                    + "'c':{'type':'object','additionalProperties':true}},"
                                    + "'x-kubernetes-preserve-unknown-fields':true}}}"));
    }

    @Test
    void passesOverFieldsOfANewerClient() {
        assertThat(objects.read(body("v1", "ConfigMap", new Bytes().text(99, "new").number(98, 1))))
                .isEqualTo(json("{'apiVersion':'v1','kind':'ConfigMap'}"));
    }

    @Test
    void namesTheKindsThatItCanReadWhenAskedForAnother() {
        assertThatThrownBy(() ->
                        objects.read(
                                body("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", new Bytes())))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(415))
                .hasMessageContaining("flowcontrol.apiserver.k8s.io/v1, Kind=FlowSchema")
                .hasMessageContaining("apps/v1 Deployment");
    }

    @Test
    void refusesBodiesThatBreakOff() {
        byte[] whole = body("v1", "ConfigMap", new Bytes().message(1, new Bytes().text(1, "name")));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            try {
                objects.read(part);
            } catch (ApiException e) {
                assertThat(e.code()).as("%s of %s bytes", length, whole.length).isIn(400, 415);
            }
        }
        assertThatThrownBy(() -> objects.read("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("k8s\\0");
    }

    private static byte[] body(String apiVersion, String kind, Bytes object) {
        Bytes envelope =
                new Bytes()
                        .message(1, new Bytes().text(1, apiVersion).text(2, kind))
                        .message(2, object);
        Bytes whole = new Bytes();
        whole.raw("k8s\0".getBytes(StandardCharsets.US_ASCII));
        whole.raw(envelope.toByteArray());
        return whole.toByteArray();
    }

    private static ObjectNode json(String singleQuoted) {
        return (ObjectNode)
                Json.read(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
