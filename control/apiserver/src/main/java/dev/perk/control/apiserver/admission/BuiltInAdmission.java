package dev.perk.control.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.builtin.BuiltInDefaults;
import dev.perk.control.apiserver.builtin.BuiltInRules;
import dev.perk.control.apiserver.builtin.EphemeralRules;
import dev.perk.control.apiserver.builtin.QualityOfService;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;

/**
 * What Kubernetes itself does to writes of its own kinds: defaults, addresses of Services, rules.
 * Only the main part of an object is looked at; subresources cannot change what the rules are
 * about, except for the replicas of a workload.
 */
public final class BuiltInAdmission implements Admission {
    private static final String SCALE = "scale";
    private static final String EPHEMERAL_CONTAINERS = "ephemeralcontainers";

    private final ServiceAddresses addresses;

    public BuiltInAdmission(ServiceAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public void decode(Attempt attempt, ObjectNode object) {
        boolean concerned = attempt.isMain() || addsContainers(attempt);
        if (concerned && !attempt.type().custom()) {
            BuiltInDefaults.apply(attempt.type(), object);
        }
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        if (!attempt.isMain() || attempt.type().custom()) {
            return;
        }
        if (attempt.type().equals(Kinds.SERVICE)) {
            addresses
                    .assign(object, attempt.old())
                    .ifPresent(problem -> {
                        throw invalid(attempt, List.of(problem));
                    });
        }
        boolean isNewPod =
                attempt.type().equals(Kinds.POD) && attempt.operation() == Operation.CREATE;
        if (isNewPod && object.path("status") instanceof ObjectNode status) {
            status.put("qosClass", QualityOfService.of(object.path("spec")));
        }
    }

    private static boolean addsContainers(Attempt attempt) {
        return attempt.subresource().equals(EPHEMERAL_CONTAINERS);
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        boolean isJudged =
                attempt.isMain() || attempt.subresource().equals(SCALE) || addsContainers(attempt);
        if (attempt.operation() == Operation.DELETE || !isJudged || attempt.type().custom()) {
            return;
        }
        Optional<ObjectNode> old = attempt.old().map(KubeObject::tree);
        List<FieldError> problems =
                addsContainers(attempt)
                        ? EphemeralRules.checkAddition(object.tree(), old.orElseThrow())
                        : BuiltInRules.check(attempt.type(), object.tree(), old);
        if (!problems.isEmpty()) {
            throw invalid(attempt, problems);
        }
    }

    private static ApiException invalid(Attempt attempt, List<FieldError> problems) {
        return ApiException.invalid(new ResourceKey(attempt.type(), attempt.name()), problems);
    }
}
