package dev.perk.control.workloads.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.quota.Quota;
import dev.perk.api.quota.Usage;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the status of a quota says. */
public final class QuotaReconciler implements Reconciler<QuotaReconciler.Observed> {
    /** Source: {@code --resource-quota-sync-period}. */
    private static final Duration RECOUNT = Duration.ofMinutes(5);

    /**
     * @param objects of its namespace, which may use something of it
     */
    public record Observed(KubeObject quota, List<KubeObject> objects) {
        public Observed {
            objects = List.copyOf(objects);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        Quota quota = Quota.of(seen.quota().tree());
        Usage used = Usage.NONE;
        for (KubeObject object : seen.objects()) {
            used = used.plus(quota.use(object.type(), object.tree()));
        }
        ObjectNode status = Json.object();
        quota.hard().writeTo(status.putObject("hard"));
        used.each(quota.names()).writeTo(status.putObject("used"));
        return Plan.statusOnly(status).again(RECOUNT);
    }
}
