package dev.perk.control.apiserver.admission;

import dev.perk.api.config.ServingConfig;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.EscalationAdmission;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.QuotaLedger;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All rules of the standalone home, in the order in which a write meets them. */
public final class Rules {
    private Rules() {}

    /**
     * @param definitions what custom kinds are
     * @param config what is configured at the moment of a write
     * @param leavesAlone whether a namespace carries the label {@code webhooks.knative.dev/exclude}
     * @param addresses where Services get theirs
     * @param limits what the LimitRanges say of Pods
     * @param accounts what the ServiceAccounts do for Pods
     * @param priorities what the PriorityClasses say of Pods
     * @param authorizer what the roles and bindings permit
     * @param quotas what namespaces may use
     */
    public static Admission all(
            Definitions definitions,
            Supplier<ServingConfig> config,
            Predicate<String> leavesAlone,
            ServiceAddresses addresses,
            LimitRangeAdmission limits,
            ServiceAccountAdmission accounts,
            PriorityAdmission priorities,
            Authorizer authorizer,
            QuotaLedger quotas) {
        return Admission.chain(
                List.of(
                        limits, // first, as Pods are rated by what they ask for
                        new BuiltInAdmission(addresses), // Kubernetes' own kinds
                        accounts, // what Pods get of their accounts
                        priorities, // which Pods count more than others
                        new EscalationAdmission(authorizer), // roles, once they are valid
                        new UnattendedKinds(), // those of them for which nothing runs
                        new SchemaAdmission( // what the definitions of custom kinds say, around
                                definitions,
                                new KnativeAdmission(config, leavesAlone)), // what Knative says
                        new QuotaAdmission(quotas))); // whether there is room for it
    }
}
