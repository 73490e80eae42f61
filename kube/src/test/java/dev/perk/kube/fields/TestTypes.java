package dev.perk.kube.fields;

import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;

/** The parts of Pods, Deployments, Services and ConfigMaps that merge, as one type. */
public final class TestTypes {
    private static final String SCHEMA =
            """
            {'type':'object','properties':{
              'apiVersion':{'type':'string'},'kind':{'type':'string'},
              'metadata':{'type':'object','properties':{
                'name':{'type':'string'},
                'labels':{'type':'object','additionalProperties':{'type':'string'}},
                'finalizers':{'type':'array','items':{'type':'string'},
                  'x-kubernetes-list-type':'set','x-kubernetes-patch-strategy':'merge'},
                'ownerReferences':{'type':'array',
                  'items':{'type':'object','x-kubernetes-map-type':'atomic'},
                  'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['uid'],
                  'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'uid'}}},
              'data':{'type':'object','additionalProperties':{'type':'string'}},
              'spec':{'type':'object','properties':{
                'replicas':{'type':'integer'},
                'paused':{'type':'boolean'},
                'selector':{'type':'object','x-kubernetes-map-type':'atomic',
                  'additionalProperties':{'type':'string'}},
                'strategy':{'type':'object','x-kubernetes-preserve-unknown-fields':true},
                'ports':{'type':'array','items':{'type':'object','properties':{
                    'port':{'type':'integer'},'name':{'type':'string'},
                    'protocol':{'type':'string','default':'TCP'}}},
                  'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['port','protocol'],
                  'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'port'},
                'tolerations':{'type':'array','items':{'type':'object'}},
                'containers':{'type':'array','items':{'type':'object','properties':{
                    'name':{'type':'string'},'image':{'type':'string'},
                    'args':{'type':'array','items':{'type':'string'}},
                    'resources':{'type':'object','properties':{
                      'limits':{'type':'object','additionalProperties':
                        {'x-kubernetes-int-or-string':true}}}},
                    'env':{'type':'array','items':{'type':'object','properties':{
                        'name':{'type':'string'},'value':{'type':'string'}}},
                      'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],
                      'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'name'},
                    'ports':{'type':'array','items':{'type':'object','properties':{
                        'containerPort':{'type':'integer'},'name':{'type':'string'},
                        'protocol':{'type':'string','default':'TCP'}}},
                      'x-kubernetes-list-type':'map',
                      'x-kubernetes-list-map-keys':['containerPort','protocol'],
                      'x-kubernetes-patch-strategy':'merge',
                      'x-kubernetes-patch-merge-key':'containerPort'}}},
                  'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],
                  'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'name'}}},
              'status':{'type':'object','properties':{
                'conditions':{'type':'array','items':{'type':'object','properties':{
                    'type':{'type':'string'},'status':{'type':'string'}}},
                  'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['type'],
                  'x-kubernetes-patch-strategy':'merge','x-kubernetes-patch-merge-key':'type'}}}}}
            """;

    public static final FieldType.MapOf KINDS =
            (FieldType.MapOf)
                    SchemaType.of(
                            Json.read(SCHEMA.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));

    private TestTypes() {}
}
