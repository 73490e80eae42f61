package dev.perk.control.apiserver.admission;

import dev.perk.api.ResourceKey;
import dev.perk.api.quota.Quota;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.QuotaLedger;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.List;

/**
 * Creates nothing for which the quotas of its namespace leave no room.
 *
 * <p>What a new object uses is written down before it exists, so that two at once cannot both have
 * the last room. If it then does not come to exist, the controller finds out when it counts again.
 * Stands last: what others refuse uses nothing. Source: {@code k8s.io/apiserver
 * pkg/admission/plugin/resourcequota}.
 */
public final class QuotaAdmission implements Admission {
    private static final int ATTEMPTS = 50;

    private final QuotaLedger ledger;

    public QuotaAdmission(QuotaLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        String namespace = attempt.name().namespace();
        boolean concerned =
                attempt.operation() == Operation.CREATE && attempt.isMain() && !namespace.isEmpty();
        if (!concerned) {
            return;
        }
        List<KubeObject> quotas = ledger.quotas(namespace);
        ResourceKey key = new ResourceKey(attempt.type(), attempt.name());
        if (quotas.isEmpty() || ledger.exists(key)) {
            return;
        }
        // All are asked before any is written: what one refuses must not use another one up.
        quotas.forEach(quota -> ask(quota, key, object));
        if (!attempt.dryRun()) {
            quotas.forEach(quota -> charge(quota, key, object));
        }
    }

    private static Quota.Answer ask(KubeObject quota, ResourceKey key, KubeObject object) {
        Quota.Answer answer = Quota.of(quota.tree()).ask(key.type(), object.tree(), quota.status());
        if (answer instanceof Quota.Answer.Refused(String why)) {
            throw ApiException.forbidden(key, why);
        }
        return answer;
    }

    private void charge(KubeObject seen, ResourceKey key, KubeObject object) {
        KubeObject quota = seen;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!(ask(quota, key, object) instanceof Quota.Answer.Granted(var status))
                    || ledger.write(quota, status)) {
                return;
            }
            var now =
                    ledger.quotas(seen.namespace()).stream()
                            .filter(each -> each.uid().equals(seen.uid()))
                            .findFirst();
            if (now.isEmpty()) {
                return;
            }
            quota = now.get();
        }
        throw ApiException.conflict(seen.key());
    }
}
