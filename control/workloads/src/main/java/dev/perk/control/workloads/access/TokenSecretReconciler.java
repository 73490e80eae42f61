package dev.perk.control.workloads.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Gives a Secret of type {@code kubernetes.io/service-account-token} the token of its account, or
 * removes it if there is no such account.
 *
 * <p>Source: {@code kubernetes pkg/controller/serviceaccount/tokens_controller.go}.
 */
public final class TokenSecretReconciler implements Reconciler<TokenSecretReconciler.Observed> {
    static final String TYPE = "kubernetes.io/service-account-token";
    static final String ACCOUNT = "kubernetes.io/service-account.name";
    static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";

    /**
     * @param account the one that the Secret names, if it exists
     */
    public record Observed(KubeObject secret, Optional<KubeObject> account) {}

    private final String certificates;
    private final SecretTokens tokens;

    /**
     * @param certificates the CA of the API server, in PEM
     */
    public TokenSecretReconciler(String certificates, SecretTokens tokens) {
        this.certificates = certificates;
        this.tokens = tokens;
    }

    /** Whether a Secret is one of these. */
    public static boolean keepsToken(KubeObject secret) {
        return secret.tree().path("type").asText().equals(TYPE);
    }

    /** The name of the account whose token a Secret keeps. */
    public static Optional<String> account(KubeObject secret) {
        return keepsToken(secret) ? secret.annotation(ACCOUNT) : Optional.empty();
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        KubeObject secret = seen.secret();
        if (!keepsToken(secret) || secret.isDeleting()) {
            return Plan.NOTHING;
        }
        Optional<KubeObject> account =
                seen.account()
                        .filter(found ->
                                secret.annotation(ACCOUNT_UID)
                                        .filter(uid -> !uid.equals(found.uid()))
                                        .isEmpty());
        return account.map(found -> filled(secret, found))
                .orElseGet(
                        () -> Plan.of(new Change.Delete(secret.key(), Deletion.now(secret.uid()))));
    }

    private Plan filled(KubeObject secret, KubeObject account) {
        KubeObject full =
                secret.with(tree -> {
                    ObjectNode metadata = (ObjectNode) tree.path("metadata");
                    ((ObjectNode) metadata.path("annotations")).put(ACCOUNT_UID, account.uid());
                    ObjectNode data =
                            tree.get("data") instanceof ObjectNode known
                                    ? known
                                    : tree.putObject("data");
                    data.put("ca.crt", base64(certificates))
                            .put("namespace", base64(secret.namespace()));
                    if (!data.has("token")) {
                        data.put("token", base64(tokens.token(account, secret)));
                    }
                });
        return full.equals(secret) ? Plan.NOTHING : Plan.of(new Change.Update(full));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
