package dev.perk.control.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ConfigMapCheck;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.defaults.KnativeDefaults;
import dev.perk.api.validation.FieldErrors;
import dev.perk.api.validation.KnativeRules;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Knative's three webhooks, in the process that they would be called from. Refusals read as if they
 * had been.
 *
 * <p>Upstream counterpart: {@code knative/serving cmd/webhook}.
 */
public final class KnativeAdmission implements Admission {
    private static final String VALIDATION = "validation.webhook.serving.knative.dev";
    private static final String CONFIG = "config.webhook.serving.knative.dev";
    private static final String STATUS = "status";

    private final Supplier<ServingConfig> config;
    private final Predicate<String> leavesAlone;

    /**
     * @param config what is configured at the moment of a write
     * @param leavesAlone whether a namespace carries the label {@code webhooks.knative.dev/exclude}
     */
    public KnativeAdmission(Supplier<ServingConfig> config, Predicate<String> leavesAlone) {
        this.config = config;
        this.leavesAlone = leavesAlone;
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        if (concerns(attempt)) {
            ObjectNode filled = KnativeDefaults.apply(write(attempt, object), config.get());
            object.removeAll();
            object.setAll(filled);
        }
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        if (attempt.operation() == Operation.DELETE) {
            return;
        }
        if (attempt.type().equals(Kinds.CONFIG_MAP)) {
            if (attempt.name().namespace().equals(Namespaces.KNATIVE_SERVING)) {
                checkConfigMap(attempt, object);
            }
        } else if (concerns(attempt)) {
            FieldErrors errors = KnativeRules.check(write(attempt, object.tree()), config.get());
            errors.warnings().forEach(attempt.warnings());
            if (errors.hasErrors()) {
                throw denied(VALIDATION, errors.text());
            }
        }
    }

    private boolean concerns(Attempt attempt) {
        // No webhook looks at Images; one for a registry whose tags are not resolved names none.
        return Kinds.isKnative(attempt.type())
                && !attempt.type().equals(Kinds.IMAGE)
                && !leavesAlone.test(attempt.name().namespace());
    }

    private void checkConfigMap(Attempt attempt, KubeObject configMap) {
        ConfigMapCheck check = ConfigMapCheck.of(configMap.tree(), config.get());
        check.warnings().forEach(attempt.warnings());
        if (!check.problems().isEmpty()) {
            throw denied(CONFIG, String.join("\n", check.problems()));
        }
    }

    private static Write write(Attempt attempt, ObjectNode object) {
        return new Write(
                attempt.type(),
                object,
                attempt.old().map(KubeObject::tree),
                attempt.subresource().equals(STATUS),
                attempt.user().name());
    }

    private static ApiException denied(String webhook, String why) {
        return ApiException.badRequest(
                "admission webhook \""
                        + webhook
                        + "\" denied the request: validation failed: "
                        + why);
    }
}
