package dev.perk.control.workloads.access;

import static dev.perk.control.workloads.Given.deleted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Upstream: {@code pkg/controller/serviceaccount/tokens_controller_test.go} TestTokenCreation. */
class TokenSecretReconcilerTest {
    private final TokenSecretReconciler reconciler =
            new TokenSecretReconciler(
                    "PEM", (account, secret) -> account.name() + " in " + secret.name());
    private final KubeObject account = Given.object(Kinds.SERVICE_ACCOUNT, "robot", "");
    private final KubeObject secret =
            Given.object(
                    Kinds.SECRET,
                    "s",
                    """
                    metadata: {annotations: {kubernetes.io/service-account.name: robot}}
                    type: kubernetes.io/service-account-token
                    """);

    private Plan reconcile(KubeObject seen, Optional<KubeObject> of) {
        return reconciler.reconcile(new TokenSecretReconciler.Observed(seen, of), Instant.EPOCH);
    }

    @Test
    void aSecretGetsTheTokenOfItsAccount() {
        KubeObject full =
                ((Change.Update) reconcile(secret, Optional.of(account)).changes().getFirst())
                        .object();

        assertThat(full.tree().at("/data").toString())
                .isEqualTo(
                        "{\"ca.crt\":\"UEVN\",\"namespace\":\"bnM=\",\"token\":\"cm9ib3QgaW4gcw==\"}");
        assertThat(full.annotation("kubernetes.io/service-account.uid")).contains("uid-robot");
        assertThat(reconcile(full, Optional.of(account))).isEqualTo(Plan.NOTHING);
    }

    @Test
    void aSecretOfNobodyGoes() {
        assertThat(deleted(reconcile(secret, Optional.empty()))).containsExactly("s");
        KubeObject ofAnother =
                secret.with(tree ->
                        tree.withObject("/metadata/annotations")
                                .put("kubernetes.io/service-account.uid", "uid-before"));
        assertThat(deleted(reconcile(ofAnother, Optional.of(account)))).containsExactly("s");
    }

    @Test
    void otherSecretsAreNoneOfItsBusiness() {
        KubeObject opaque = Given.object(Kinds.SECRET, "o", "type: Opaque");
        assertThat(reconcile(opaque, Optional.empty())).isEqualTo(Plan.NOTHING);
    }
}
